// Rosenbaum's bounds for matched pairs: how unequal the odds of treatment within a pair may be
// before the signed-rank test no longer finds that the treated cost more (P. R. Rosenbaum,
// Observational Studies, 2002, §4.3; R's rbounds; TCA §10, S3).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace holdfast {

/// Wilcoxon's signed ranks of the pairs' differences; those of 0 take no part, equal sizes share
/// their ranks.
struct SignedRanks {
  std::size_t pairs = 0;  // with a difference
  double positive = 0;    // Σ ranks of the positive differences
  double ranks = 0;       // Σ ranks
  double squares = 0;     // Σ ranks²
};
SignedRanks signed_ranks(std::span<const double> differences);

/// The largest one-sided p when odds within pairs differ by up to `gamma`: by the normal
/// approximation without a correction for continuity, as rbounds has it. CHECK: gamma ≥ 1.
double signed_rank_upper_p(const SignedRanks& ranks, double gamma);

/// The gamma at which that p is `alpha`: below 1 when it is above alpha without any bias. nullopt:
/// there is no pair with a difference, or every difference is positive, so that there is none.
/// CHECK: 0 < alpha < 1/2.
std::optional<double> rosenbaum_gamma(const SignedRanks& ranks, double alpha = 0.05);

}  // namespace holdfast
