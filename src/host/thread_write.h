// Changing where a thread may run and in which scheduling class.
#pragma once

#include "base/result.h"
#include "host/host_files.h"
#include "model/setting.h"
#include "model/thread.h"

namespace holdfast {

/// thread_affinity, thread_scheduling. The thread is refused (absent) when its tid belongs to one
/// that started at another time. A CPU set that its cpuset cuts is an error, and says what is left.
Result<void> write_thread(HostFiles& files, const Setting& wanted);

/// "other", "batch", "idle", "fifo 50", "rr 1".
struct ThreadScheduling {
  SchedulingPolicy policy = SchedulingPolicy::other;
  int priority = 0;  // 1…99 for fifo and rr, else 0
};
Result<ThreadScheduling> parse_thread_scheduling(std::string_view text);

/// The two system calls, on thread `tid` (0: the caller's own). Why they fail, in words.
Result<void> set_thread_affinity(int tid, const CpuSet& cpus);
Result<void> set_thread_scheduling(int tid, const ThreadScheduling& scheduling);

}  // namespace holdfast
