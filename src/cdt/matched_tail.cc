#include "cdt/matched_tail.h"

#include <utility>
#include <vector>

#include "base/check.h"
#include "stats/ascending_order.h"
#include "stats/expected_shortfall.h"

namespace holdfast {

double MatchedTail::quantile_effect(double tau) const {
  return inverse(treated, tau) - inverse(control, tau);
}

double MatchedTail::expected_shortfall_effect(double tau) const {
  return expected_shortfall(treated, tau) - expected_shortfall(control, tau);
}

std::optional<MatchedTail> matched_tail(std::span<const double> y, std::span<const double> treated,
                                        std::span<const double> weights) {
  HOLDFAST_CHECK(treated.size() == y.size() && weights.size() == y.size());
  std::vector<std::uint32_t> first, second;
  for (const auto i : ascending_order(y)) {
    if (weights[i] != 0) (treated[i] != 0 ? first : second).push_back(i);
  }
  auto in_treatment = step_cdf(y, weights, first);
  auto in_control = step_cdf(y, weights, second);
  if (!in_treatment || !in_control) return std::nullopt;
  return MatchedTail{std::move(*in_treatment), std::move(*in_control)};
}

}  // namespace holdfast
