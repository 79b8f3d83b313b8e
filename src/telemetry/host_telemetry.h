// One host's telemetry tables (TCA §3.5) as values, and the windows that they make.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "telemetry/host_window.h"

namespace holdfast {

// Rows in any order; times are ns since 1970. Counts are cumulative.
struct IrqReading {
  std::int64_t at_ns = 0;
  std::uint32_t irq = 0, cpu = 0;
  std::uint64_t count = 0;
  std::uint32_t name = 0;  // in HostTelemetry::names
};
struct AffinityReading {
  std::int64_t at_ns = 0;
  std::uint32_t irq = 0;
  CpuSet requested, effective, target;
};
/// 0: from the beginning.
struct CpuReading {
  std::int64_t at_ns = 0;
  std::uint32_t cpu = 0;
  std::optional<std::uint32_t> node;
  bool is_online = true;
};
struct NicReading {
  std::string name;
  std::optional<std::uint32_t> node;
};
struct LoadReading {  // of host_softirq
  std::int64_t at_ns = 0;
  std::uint32_t cpu = 0;
  std::uint64_t net_rx = 0;
};
struct DelayReading {  // of pkt_latency
  std::int64_t stamp_ns = 0, read_ns = 0;
};
struct MissReading {  // of cache
  std::int64_t at_ns = 0;
  std::uint32_t cpu = 0;
  std::uint64_t misses = 0, packets = 0;
};

struct HostTelemetry {
  std::vector<std::string> names;  // of vectors
  std::vector<IrqReading> irqs;
  std::vector<AffinityReading> affinities;
  std::vector<CpuReading> cpus;
  std::vector<NicReading> nics;
  std::vector<LoadReading> loads;
  std::vector<DelayReading> delays;
  std::vector<MissReading> misses;
  /// Times at which the vectors' CPUs changed.
  std::vector<std::int64_t> changes;
};

struct WindowOptions {
  bool is_intersecting = false;  // a vector is off its target only when no CPU of it is inside
  std::uint64_t least_interrupts = 1;  // n_min: in a window, for a vector to be active
  /// Only what has counted since the reading before is in a reading of host_irq, as in the agent's
  /// store; else a vector that is not in a reading is gone.
  bool is_sparse = false;
};

/// A window between each two neighbouring times of `irqs`. Not labelled yet.
std::vector<HostWindow> windows_of(HostTelemetry telemetry, const WindowOptions& options);

/// LLC misses per packet of each window, of the CPUs that have both; where `misses` has none, null.
void set_misses(std::vector<HostWindow>& windows, std::vector<MissReading> misses);

}  // namespace holdfast
