// What a policy asks for the thread that `exec` starts. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "host/launch.h"
#include "model/cpu.h"
#include "model/demand.h"

namespace holdfast {

/// CPUs, class and, where the CPUs are all of some of the host's NUMA nodes, memory of those. usage
/// when the policy names no such thread, with the names that it has.
Result<Launch> launch_of(const Demands& demands, const std::string& thread,
                         const CpuTopology& topology);

}  // namespace holdfast
