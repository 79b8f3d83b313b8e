// CacheCounters: last-level cache misses and instructions of some CPUs, whatever runs there, by
// perf_event_open(2), counting: no sample is taken and no interrupt comes of it. Two counters of
// each CPU are taken while it is open.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/cpu_set.h"
#include "host/descriptor.h"
#include "model/agent_status.h"
#include "model/cache_reading.h"

namespace holdfast {

class CacheCounters {
 public:
  /// Opened anew when the CPUs are others; none where the machine or the kernel has no counters.
  std::vector<CacheReading> read(const CpuSet& cpus, std::int64_t at_ns);
  /// "cache counters", with the reason when they were asked for and are absent.
  const WatchSource& state() const { return state_; }

 private:
  struct Group {
    Descriptor misses, instructions;  // the first leads
  };
  void open(const CpuSet& cpus);

  CpuSet cpus_;
  std::map<CpuId, Group> groups_;
  WatchSource state_{"cache counters", SourceState::watching, "", 0};
};

}  // namespace holdfast
