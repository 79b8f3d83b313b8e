#include "plan/delivery.h"

#include <algorithm>

namespace holdfast {

Delivery delivery_of(const Vector& vector, const CpuSet& mask,
                     const std::vector<IrqCounts>& recent) {
  // An interface that is down shows no effective CPU at all.
  if (!vector.effective || vector.effective->empty() || vector.effective->is_subset_of(mask)) {
    return Delivery::right;
  }
  const auto found =
      std::lower_bound(recent.begin(), recent.end(), vector.irq,
                       [](const IrqCounts& a, IrqNumber irq) { return a.irq < irq; });
  if (found == recent.end() || found->irq != vector.irq) return Delivery::waiting;
  bool came = false;
  for (const auto& [cpu, count] : found->counts) {
    if (count > 0 && mask.contains(cpu)) return Delivery::waiting;
    came |= count > 0;
  }
  return came ? Delivery::wrong : Delivery::waiting;
}

}  // namespace holdfast
