// The difference of both arms' weighted means, with its error by clusters.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "cdt/factor.h"

namespace holdfast {

struct MatchedDifference {
  double estimate = 0;
  std::size_t rows = 0;  // of weight above 0
  /// CR1 of the weighted regression of y on the arm: G/(G−1) · (n−1)/(n−2) · Σ(cluster sums)²,
  /// which is sandwich's vcovCL. By two factors V1 + V2 − V12, with the G of the one that has
  /// fewer, not below 0. Absent with fewer than two clusters or three rows.
  std::optional<double> standard_error;
  std::size_t clusters = 0;  // with a row of weight above 0; of two factors the fewer
  friend bool operator==(const MatchedDifference&, const MatchedDifference&) = default;
};

/// `clusters` are one factor or two. Rows of weight 0 take no part; no weight is below 0. nullopt:
/// an arm has no weight. CHECK: all have as many rows as `y`.
std::optional<MatchedDifference> matched_difference(std::span<const double> y,
                                                    std::span<const double> treated,
                                                    std::span<const double> weights,
                                                    std::span<const Factor> clusters);

}  // namespace holdfast
