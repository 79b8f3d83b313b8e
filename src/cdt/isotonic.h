// Isotonic regression: the ascending sequence that is nearest to given values (pool adjacent
// violators; Barlow, Bartholomew, Bremner, Brunk: "Statistical inference under order restrictions",
// 1972).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace holdfast {

/// Neighbours [begin, end) that have one fitted value: the weighted mean of theirs.
struct IsotonicPool {
  std::size_t begin = 0, end = 0;
  double value = 0, weight = 0;
};

/// Ascending, strictly by value. CHECK: as many weights as values, each above 0; values are finite.
std::vector<IsotonicPool> isotonic_pools(std::span<const double> values,
                                         std::span<const double> weights);

}  // namespace holdfast
