// The NUMA nodes, out of /sys/devices/system/node.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/cpu.h"

namespace holdfast {

/// Ascending by node; none where the kernel has no NUMA.
std::vector<NumaNodeCpus> read_numa_nodes(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
