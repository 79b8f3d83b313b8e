// Finding writers among a host's files: udev rules, .link and .network files, cron tables, boot
// scripts, sysctl files, and unit files of the administrator's own.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "host/unit_links.h"
#include "model/writer.h"

namespace holdfast {

/// At most so many files are read, each up to kMaxWriterFile bytes; what is beyond is one
/// diagnostic. A script of the host's own that a file runs is read too, one step deep.
constexpr std::size_t kMaxWriterFiles = 2'000;
constexpr std::size_t kMaxWriterFile = std::size_t{256} << 10;

std::vector<Writer> read_writer_files(HostSource& source, const UnitLinks& units,
                                      Diagnostics& diagnostics);

}  // namespace holdfast
