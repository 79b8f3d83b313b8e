// What a cohort of orders, those of one interrupt vector, has beyond the aligned ones in the tail
// of a latency (TCA §11).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cdt/cluster_estimate.h"
#include "cdt/factor.h"

namespace holdfast {

inline constexpr std::uint32_t kAlignedCohort = 0;

struct CohortTailInput {
  std::span<const double> y;
  std::span<const std::uint32_t> cohort;  // kAlignedCohort, or 1 … cohorts
  std::uint32_t cohorts = 0;
  std::vector<Factor> effects;  // the host and the time
  Factor clusters;
  double tau = 0.95;
};

struct CohortTail {
  double threshold = 0;  // the aligned orders' quantile: the least y with F(y) ≥ τ
  /// Per cohort, of (y − threshold)₊/(1 − τ) on being of the cohort, among its orders and the
  /// aligned ones of all hosts. ok; not_identified (no aligned order shares its effects);
  /// no_inference (fewer than five clusters); low_n (fewer than ten clusters hold the cohort:
  /// errors are too small); no_treated (no order); no_control (no aligned order at all).
  std::vector<ClusterEstimate> differences;
  std::vector<double> holm;  // adjusted p; NaN without one
};

CohortTail cohort_tail(const CohortTailInput& input);

}  // namespace holdfast
