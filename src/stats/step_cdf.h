// A distribution function that rises in steps, its inverse and its expected shortfall.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

/// At values[k] the function rises to cumulative[k]. Both ascend strictly; the last of
/// `cumulative` is 1. There is a step.
struct StepCdf {
  std::vector<double> values, cumulative;
  double negative_mass = 0;  // Σ of the negative weights, as a share of the sum of all; above 0
  friend bool operator==(const StepCdf&, const StepCdf&) = default;
};

/// F(y) ≥ p is asked as F(y) ≥ p − 1e-12: a probability is a sum that was rounded.
inline constexpr double kProbabilityTolerance = 1e-12;

/// Of values[i] with weights[i], divided by their sum, over the indices i in `order`, which has
/// them by ascending value. A negative weight takes mass away; the sums are then rearranged by
/// their running maximum and cut to [0, 1]. nullopt: there is no index, or the sum is not above 0.
std::optional<StepCdf> step_cdf(std::span<const double> values, std::span<const double> weights,
                                std::span<const std::uint32_t> order);

/// inf{y: F(y) ≥ p}; the lowest value for p ≤ 0. CHECK: p ≤ 1.
double inverse(const StepCdf& cdf, double p);

}  // namespace holdfast
