// Reading which other programs, units and files on the host set what holdfast looks after.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "host/processes.h"
#include "host/source.h"
#include "host/unit_links.h"
#include "model/writer.h"

namespace holdfast {

/// First the known programs that run or start at boot, in the order of the table
/// (host/known_writers.h), then what the host's files show (host/writer_files.h).
std::vector<Writer> read_writers(HostSource& source, const ProcessTable& processes,
                                 const UnitLinks& units, Diagnostics& diagnostics);

}  // namespace holdfast
