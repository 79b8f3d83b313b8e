#include "cdt/e_value.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace holdfast {

double e_value(double effect, double sd) {
  HOLDFAST_CHECK(sd > 0);
  const double ratio = std::exp(0.91 * std::fabs(effect) / sd);
  return ratio + std::sqrt(ratio * (ratio - 1));
}

double e_value_of_limit(double low, double high, double sd) {
  if (low <= 0 && high >= 0) return 1;
  return e_value(std::min(std::fabs(low), std::fabs(high)), sd);
}

}  // namespace holdfast
