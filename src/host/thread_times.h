// Reading what each thread used of the CPUs, for a Sample.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "host/processes.h"
#include "host/source.h"
#include "model/sample.h"

namespace holdfast {

struct TaskSample {
  std::vector<ThreadTimes> times;
  std::uint64_t io_uring_waiters = 0;  // of those threads, how many wait for io_uring completions
};

/// All threads that ever used a tick of CPU time, by process, then by tid; at most kMaxThreads. A
/// thread that is in the later of two samples alone had 0 ticks in the earlier one. For a process
/// without a tick nothing is read beyond what `processes` holds.
TaskSample read_thread_times(HostSource& source, const ProcessTable& processes,
                             Diagnostics& diagnostics);

}  // namespace holdfast
