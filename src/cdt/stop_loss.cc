#include "cdt/stop_loss.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "cdt/cluster_variance.h"
#include "cdt/hdfe_fit.h"

namespace holdfast {

std::vector<double> stop_loss_outcome(std::span<const double> y, double threshold, double tau) {
  HOLDFAST_CHECK(tau >= 0 && tau < 1);
  std::vector<double> outcome(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    outcome[i] = std::max(0.0, y[i] - threshold) / (1 - tau);
  }
  return outcome;
}

StopLossEffect stop_loss_effect(const HdfeDesign& design, const IwCdfs& cdfs,
                                std::span<const double> y, const ClusterCodes& clusters,
                                double tau) {
  StopLossEffect found{.tau = tau, .threshold = inverse(cdfs.control, tau)};
  const auto fit = fit_hdfe(design, stop_loss_outcome(y, found.threshold, tau));
  const auto variance = cr1(design, fit, clusters);
  if (variance.status != EstimateStatus::ok) {
    found.effect = {.method = "cr1", .status = variance.status, .estimate = fit.coefficients[0]};
  } else {
    found.effect = infer("cr1", fit.coefficients[0], variance.variance[0], variance.degrees);
  }
  return found;
}

}  // namespace holdfast
