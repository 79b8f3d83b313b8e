#include "model/cpu.h"

#include <algorithm>

namespace holdfast {

const Cpu* CpuTopology::find(CpuId id) const {
  const auto cpu = std::lower_bound(cpus.begin(), cpus.end(), id,
                                    [](const Cpu& a, CpuId b) { return a.id < b; });
  return cpu != cpus.end() && cpu->id == id ? &*cpu : nullptr;
}

CpuSet CpuTopology::housekeeping() const { return online - isolated - nohz_full; }

CpuSet CpuTopology::cpus_of(NumaNode node) const {
  for (const auto& entry : nodes) {
    if (entry.node == node) return entry.cpus;
  }
  return {};
}

}  // namespace holdfast
