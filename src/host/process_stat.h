// The text of /proc/PID/stat and /proc/PID/status (also of /proc/PID/task/TID/…). proc(5); the
// kernel's fs/proc/array.c.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/cpu_set.h"
#include "base/ids.h"
#include "base/result.h"
#include "model/thread.h"

namespace holdfast {

/// /proc/PID/stat. Of a process (not a task) the ticks are those of all its threads together.
struct ProcessStat {
  ThreadId id;
  std::string comm;  // may hold blanks, parentheses and newlines; up to 64 bytes for kernel threads
  char state = '?';
  ThreadId parent;
  bool kernel = false;          // PF_KTHREAD
  std::uint64_t run_ticks = 0;  // utime + stime, ticks of USER_HZ
  std::uint32_t threads = 0;
  std::uint64_t start_time_ticks = 0;  // since boot
  CpuId last_cpu;
  SchedulingPolicy policy = SchedulingPolicy::other;
  std::uint32_t rt_priority = 0;
};

/// The error (malformed) names the field and the bytes that stand there.
Result<ProcessStat> parse_process_stat(std::string_view text);

/// /proc/PID/status, the facts that stand nowhere else.
struct ThreadStatus {
  std::optional<std::uint32_t> user;  // real uid
  CpuSet affinity;  // Cpus_allowed_list; may hold CPUs that are possible and not online
  std::uint64_t voluntary_switches = 0;
  std::uint64_t involuntary_switches = 0;
};

Result<ThreadStatus> parse_thread_status(std::string_view text);

}  // namespace holdfast
