// Reading the host's live flows (model/flow.h): socket tables, the interface of each flow, and the
// process that holds its socket.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "host/processes.h"
#include "host/source.h"
#include "model/flow.h"
#include "model/nic.h"

namespace holdfast {

/// Flows of the network namespace that we are in, in the order of the kernel's tables: tcp, tcp6,
/// udp, udp6. A TCP table is not opened when the kernel's counters say that it holds no connection.
std::vector<Flow> read_flows(HostSource& source, const ProcessTable& processes,
                             const std::vector<Nic>& nics, Diagnostics& diagnostics);

/// The processes that hold them, ascending, each once: for read_threads.
std::vector<ThreadId> processes_of(const std::vector<Flow>& flows);

}  // namespace holdfast
