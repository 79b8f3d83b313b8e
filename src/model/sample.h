// Sample: the host's counters at one instant. Metrics and audit rules take two of them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "base/diagnostic.h"
#include "base/ids.h"
#include "base/instant.h"
#include "model/nic.h"
#include "model/vector.h"

namespace holdfast {

/// /proc/softnet_stat, one CPU. Unit: packets or events since boot.
struct SoftnetRow {
  CpuId cpu;
  std::uint64_t processed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t time_squeezed = 0;
  std::uint64_t received_rps = 0;
  std::uint64_t flow_limited = 0;
  std::uint64_t backlog_length = 0;
};

/// /proc/stat, one CPU. Unit: ticks of USER_HZ (1/100 s) since boot.
struct CpuTimes {
  CpuId cpu;
  std::uint64_t user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0,
                steal = 0;
  std::uint64_t total() const {
    return user + nice + system + idle + iowait + irq + softirq + steal;
  }
};

/// /proc/diskstats, one whole device.
struct DiskCounters {
  std::string name;
  std::uint64_t reads = 0, writes = 0;  // completed
  std::uint64_t in_flight = 0;          // now
  std::uint64_t busy_ms = 0;            // time with at least one request under way
};

/// /proc/softirqs, the two network rows, one CPU.
struct SoftirqRow {
  CpuId cpu;
  std::uint64_t net_rx = 0, net_tx = 0;
};

/// /proc/PID/task/TID/{stat,status}, for threads of interest.
struct ThreadTimes {
  ThreadId process;
  ThreadId id;
  std::string comm;
  std::uint64_t run_ticks = 0;  // user + system, ticks of USER_HZ
  std::uint64_t voluntary_switches = 0;
  std::uint64_t involuntary_switches = 0;
  CpuId last_cpu;
  CpuSet affinity;
  bool kernel = false;
};

struct IrqCounts {
  IrqNumber irq;
  CpuCounts counts;
};

struct NicCounters {
  std::string name;
  std::vector<NamedCount>
      statistics;  // the driver's own (ethtool -S), then sysfs statistics/ as "sysfs.rx_dropped"
};

struct Sample {
  Instant at;
  std::vector<IrqCounts> irqs;  // ascending by number
  std::vector<SoftnetRow> softnet;
  std::vector<CpuTimes> cpu_times;
  std::vector<DiskCounters> disks;
  std::vector<SoftirqRow> softirqs;
  std::vector<NicCounters> nics;
  std::vector<ThreadTimes> threads;
  std::uint64_t io_uring_waiters = 0;  // threads in io_uring's wait, which count as iowait
  Diagnostics diagnostics;
};

}  // namespace holdfast
