// Sample quantiles by R's type 7; those of a distribution function are in stats/step_cdf.h.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace holdfast {

/// Between the neighbours of (n − 1) p. `sorted` ascends; nullopt when it is empty. CHECK: p is
/// within [0, 1].
std::optional<double> quantile_type7(std::span<const double> sorted, double p);

/// The same of values in any order, one per probability, without sorting them all; empty when there
/// are no values. No value is NaN. CHECK: the probabilities are within [0, 1].
std::vector<double> quantiles_type7(std::span<const double> values,
                                    std::span<const double> probabilities);

}  // namespace holdfast
