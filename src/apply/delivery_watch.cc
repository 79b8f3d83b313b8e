#include "apply/delivery_watch.h"

#include <fmt/format.h>

#include "apply/object_key.h"
#include "plan/setting_value.h"

namespace holdfast {

void DeliveryWatch::see(const HostSnapshot& host, const std::vector<SettingObject>& vectors) {
  for (const auto& object : vectors) {
    const auto key = key_of(object);
    const Vector* vector = vector_of(host, object);
    if (!vector || !vector->requested || !vector->effective ||
        !vector->effective->is_subset_of(*vector->requested)) {
      seen_.erase(key);
      continue;
    }
    const auto [entry, is_new] =
        seen_.try_emplace(key, Seen{object, *vector->requested, false, {}, {}});
    if (is_new) continue;
    Seen& seen = entry->second;
    if (!seen.counted) seen.first = vector->counts;
    seen.counted = true;
    seen.last = vector->counts;
  }
}

std::vector<FiredVector> DeliveryWatch::fired() const {
  std::vector<FiredVector> out;
  for (const auto& [key, seen] : seen_) {
    const auto counts = difference_of(seen.first, seen.last);
    const auto fired = total_of(counts);
    if (!seen.counted || fired == 0) continue;
    FiredVector delivery{seen.object, seen.cpus, fired, {}};
    for (const auto& count : counts) {
      if (count.count > 0 && !seen.cpus.contains(count.cpu)) delivery.elsewhere.push_back(count);
    }
    out.push_back(std::move(delivery));
  }
  return out;
}

std::vector<Difference> misdelivered(const std::vector<FiredVector>& deliveries) {
  std::vector<Difference> out;
  for (const auto& delivery : deliveries) {
    if (delivery.elsewhere.empty()) continue;
    CpuSet found;
    for (const auto& count : delivery.elsewhere) found.add(count.cpu);
    out.push_back({delivery.object, delivery.cpus.to_list(), found.to_list(),
                   fmt::format("{}: {} of {} interrupts still came on CPU {} instead of {}; under "
                               "load NAPI goes on polling where it is",
                               label_of(delivery.object), total_of(delivery.elsewhere),
                               delivery.count, found.to_list(), delivery.cpus.to_list())});
  }
  return out;
}

}  // namespace holdfast
