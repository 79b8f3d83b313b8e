// ClusterEstimate: one coefficient with what is known about its error, and which of several errors
// decides.
#pragma once

#include <span>
#include <string_view>

#include "cdt/estimate_status.h"

namespace holdfast {

/// Every inference of one coefficient ends as this. Of a status other than ok only the estimate is
/// meant.
struct ClusterEstimate {
  std::string_view method;  // "cr1", "two_way", "cr2", "cr3", "hac"
  EstimateStatus status = EstimateStatus::ok;
  double estimate = 0;
  double error = 0;  // standard error
  double degrees = 0;
  double t = 0;
  double p = 1;    // two-sided
  double low = 0;  // 95 % interval
  double high = 0;
  double smallest_detectable =
      0;  // (t.975 + t.8) · error: an effect that would be found four times of five
};

/// By Student's t. An error of 0, or degrees that are not above 0, have no inference.
ClusterEstimate infer(std::string_view method, double estimate, double variance, double degrees);

/// The one with the largest standard error among those that have one; the first of equals, nullptr
/// when none has.
const ClusterEstimate* largest_error(std::span<const ClusterEstimate> estimates);

}  // namespace holdfast
