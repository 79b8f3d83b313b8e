// Thread: a thread of interest, with where and how it may run.
//
// Of interest are: kernel threads that serve packets (ksoftirqd, napi/…, irq/…), and threads of
// programs that are pinned, run in a real-time class, or own a socket of a live flow.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/cpu_set.h"
#include "base/ids.h"

namespace holdfast {

enum class SchedulingPolicy { other, fifo, rr, batch, idle, deadline, ext };
std::string_view name_of(SchedulingPolicy policy);

struct Thread {
  ThreadId process;  // pid (tgid)
  ThreadId id;       // tid
  std::string comm;
  bool kernel = false;
  CpuSet affinity;  // Cpus_allowed_list
  CpuId last_cpu;   // where it last ran
  SchedulingPolicy policy = SchedulingPolicy::other;
  std::uint32_t rt_priority = 0;      // 1…99 for fifo and rr, else 0
  std::string exe;                    // absolute path; empty for kernel threads and when unreadable
  std::optional<std::uint32_t> user;  // real uid
  std::string cgroup;                 // path in the unified hierarchy
  std::string unit;                   // systemd unit out of that path, or empty
  std::uint64_t start_time_ticks = 0;  // since boot; with the tid it names one thread for ever
};

}  // namespace holdfast
