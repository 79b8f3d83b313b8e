// Starting a program on the CPUs, the memory and in the scheduling class that a policy names:
// all three pass through execve(2) to the program and to the threads that it starts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "base/result.h"
#include "host/thread_write.h"

namespace holdfast {

struct Launch {
  std::optional<CpuSet> cpus;
  std::vector<NumaNode> memory_nodes;  // memory comes from these only; empty: from anywhere
  std::optional<ThreadScheduling> scheduling;
};

/// Gives them to this process; `online`: the CPUs that are. One sentence when the kernel would not
/// give all of it (offline CPU, cpuset, RLIMIT_RTPRIO, no memory policy): then nothing should run.
Result<void> prepare_launch(const Launch& launch, const CpuSet& online);

/// Becomes the program (execvp). Returns only when that fails.
Error become(const std::vector<std::string>& command);

}  // namespace holdfast
