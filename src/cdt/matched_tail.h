// Quantiles and expected shortfall of matched rows, arm beside arm (TCA §6.6 (c)).
#pragma once

#include <optional>
#include <span>

#include "stats/step_cdf.h"

namespace holdfast {

/// Both arms' distributions under a matching's weights.
struct MatchedTail {
  StepCdf treated, control;
  double quantile_effect(double tau) const;            // CHECK: τ ≤ 1
  double expected_shortfall_effect(double tau) const;  // CHECK: 0 ≤ τ < 1
};

/// Rows of weight 0 take no part. nullopt: an arm has no weight. CHECK: all have as many rows.
std::optional<MatchedTail> matched_tail(std::span<const double> y, std::span<const double> treated,
                                        std::span<const double> weights);

}  // namespace holdfast
