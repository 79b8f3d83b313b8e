// A vector's interrupts in the window, by CPU.
#pragma once

#include "base/cpu_set.h"
#include "model/sample.h"

namespace holdfast {

struct WindowCounts {
  CpuCounts counts;
  std::uint64_t since_boot = 0;
  bool reset = false;
  bool born = false;
  bool gone = false;  // not in the later sample
};

/// CPUs that were online in both samples; nullopt when a sample does not say.
std::optional<CpuSet> cpus_of_both(const Sample& earlier, const Sample& later);

/// A CPU's column goes and comes with the CPU: only those of `both` are compared. When one of them
/// went back, the whole vector counts from 0 (TCA §4).
WindowCounts window_counts(const Sample& earlier, const Sample& later, IrqNumber irq,
                           const std::optional<CpuSet>& both);

}  // namespace holdfast
