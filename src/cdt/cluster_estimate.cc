#include "cdt/cluster_estimate.h"

#include <cmath>

#include "stats/distributions.h"

namespace holdfast {

ClusterEstimate infer(std::string_view method, double estimate, double variance, double degrees) {
  ClusterEstimate result{.method = method, .estimate = estimate};
  if (!(variance > 0) || !(degrees > 0) || !std::isfinite(variance) || !std::isfinite(degrees)) {
    result.status = EstimateStatus::no_inference;
    return result;
  }
  const double wide = student_t_quantile(.975, degrees);
  result.error = std::sqrt(variance);
  result.degrees = degrees;
  result.t = estimate / result.error;
  result.p = student_t_two_sided_p(result.t, degrees);
  result.low = estimate - wide * result.error;
  result.high = estimate + wide * result.error;
  result.smallest_detectable = (wide + student_t_quantile(.8, degrees)) * result.error;
  return result;
}

const ClusterEstimate* largest_error(std::span<const ClusterEstimate> estimates) {
  const ClusterEstimate* largest = nullptr;
  for (const ClusterEstimate& estimate : estimates) {
    if (estimate.status == EstimateStatus::ok &&
        (largest == nullptr || estimate.error > largest->error)) {
      largest = &estimate;
    }
  }
  return largest;
}

}  // namespace holdfast
