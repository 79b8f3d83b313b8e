#include "cdt/isotonic.h"

#include <cmath>

#include "base/check.h"

namespace holdfast {

std::vector<IsotonicPool> isotonic_pools(std::span<const double> values,
                                         std::span<const double> weights) {
  HOLDFAST_CHECK(values.size() == weights.size());
  std::vector<IsotonicPool> pools;
  for (std::size_t i = 0; i < values.size(); ++i) {
    HOLDFAST_CHECK(std::isfinite(values[i]) && weights[i] > 0);
    IsotonicPool last{i, i + 1, values[i], weights[i]};
    while (!pools.empty() && pools.back().value >= last.value) {
      const auto& before = pools.back();
      const double weight = before.weight + last.weight;
      last = {before.begin, last.end,
              before.value + (last.value - before.value) * (last.weight / weight), weight};
      pools.pop_back();
    }
    pools.push_back(last);
  }
  return pools;
}

}  // namespace holdfast
