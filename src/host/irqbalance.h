// Reading what is known of irqbalance: the daemon, its bans, its unit and its package.
#pragma once

#include <optional>

#include "base/diagnostic.h"
#include "host/processes.h"
#include "host/source.h"
#include "host/unit_links.h"
#include "model/writer.h"

namespace holdfast {

/// Absent when it is neither installed nor running. Bans come from the socket where it answers
/// (the question {"irqbalance", "setup", "<pid>"}: one record whose field "text" is the answer as
/// it was sent), else from the daemon's command line and the environment files that its unit reads.
std::optional<Irqbalance> read_irqbalance(HostSource& source, const ProcessTable& processes,
                                          const UnitLinks& units, Diagnostics& diagnostics);

}  // namespace holdfast
