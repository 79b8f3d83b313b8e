// Finding the process that holds a socket: the links of /proc/PID/fd, "socket:[inode]".
#pragma once

#include <cstddef>
#include <vector>

#include "base/diagnostic.h"
#include "host/processes.h"
#include "host/source.h"
#include "model/flow.h"

namespace holdfast {

/// At most so many descriptors are looked at on a host.
constexpr std::size_t kMaxDescriptors = 500'000;

/// Fills in `process` of the flows whose inode a process holds: the one with the lowest pid. Ends
/// as soon as every flow has its process. Processes of other users cost one diagnostic in all.
void find_socket_owners(HostSource& source, const ProcessTable& processes, std::vector<Flow>& flows,
                        Diagnostics& diagnostics);

}  // namespace holdfast
