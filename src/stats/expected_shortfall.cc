#include "stats/expected_shortfall.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"

namespace holdfast {

double expected_shortfall(const StepCdf& cdf, double tau) {
  HOLDFAST_CHECK(tau >= 0 && tau < 1);
  double sum = 0, from = tau;
  const auto first = std::upper_bound(cdf.cumulative.begin(), cdf.cumulative.end(), tau);
  for (auto k = static_cast<std::size_t>(first - cdf.cumulative.begin()); k < cdf.values.size();
       ++k) {
    sum += cdf.values[k] * (cdf.cumulative[k] - from);
    from = cdf.cumulative[k];
  }
  return sum / (1 - tau);
}

}  // namespace holdfast
