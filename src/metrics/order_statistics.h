// Quantiles and order statistics of a sorted sample.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace holdfast {

/// R's type 7: between the neighbours of (n − 1) p. `sorted` ascends and is not empty; 0 ≤ p ≤ 1.
double quantile_of_sorted(const std::vector<std::int64_t>& sorted, double p);

/// The value of this rank, which counts from 1; nullopt beyond the sample.
std::optional<double> value_of_rank(const std::vector<std::int64_t>& sorted, std::uint64_t rank);

}  // namespace holdfast
