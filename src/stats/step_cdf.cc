#include "stats/step_cdf.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "stats/sums.h"

namespace holdfast {

std::optional<StepCdf> step_cdf(std::span<const double> values, std::span<const double> weights,
                                std::span<const std::uint32_t> order) {
  NeumaierSum total, magnitude;
  for (const auto i : order) {
    total.add(weights[i]);
    magnitude.add(std::fabs(weights[i]));
  }
  if (!(total.value() > 0)) return std::nullopt;
  StepCdf cdf;
  cdf.negative_mass = std::max(0.0, (magnitude.value() / total.value() - 1) / 2);
  NeumaierSum mass;
  double risen = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    mass.add(weights[order[k]]);
    const double value = values[order[k]];
    const bool last = k + 1 == order.size();
    if (!last && values[order[k + 1]] == value) continue;
    // The last step ends at 1, whatever rounding left of it.
    const double at = last ? 1 : std::min(mass.value() / total.value(), 1.0);
    if (at <= risen) continue;
    cdf.values.push_back(value);
    cdf.cumulative.push_back(risen = at);
  }
  return cdf;
}

double inverse(const StepCdf& cdf, double p) {
  HOLDFAST_CHECK(p <= 1);
  const auto at =
      std::lower_bound(cdf.cumulative.begin(), cdf.cumulative.end(), p - kProbabilityTolerance);
  return cdf.values[static_cast<std::size_t>(at - cdf.cumulative.begin())];
}

}  // namespace holdfast
