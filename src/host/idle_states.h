// cpuidle: how long the deepest idle state that is left enabled takes to leave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "host/small_file.h"

namespace holdfast {

/// One file per CPU: the deepest state's `disable`. Exit latencies belong to the kind of core; they
/// are read of the first and the last CPU, and of every one only where those two differ.
class IdleStates {
 public:
  IdleStates(HostSource& source, Diagnostics& diagnostics) : files_(source, diagnostics) {}

  /// `first` and `last`: the online CPUs at either end.
  void prepare(CpuId first, CpuId last);
  /// Microseconds; nullopt without cpuidle, or with every state disabled.
  std::optional<std::uint64_t> deepest_enabled_latency(CpuId cpu);

 private:
  std::optional<std::uint64_t> latency(CpuId cpu, std::size_t state);

  SmallFileReader files_;
  std::vector<std::optional<std::uint64_t>> latencies_;  // by state
  bool uniform_ = true;
};

}  // namespace holdfast
