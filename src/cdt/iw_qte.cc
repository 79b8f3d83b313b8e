#include "cdt/iw_qte.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/check.h"
#include "cdt/cluster_variance.h"
#include "cdt/hdfe_fit.h"
#include "stats/distributions.h"
#include "stats/normal_quantile.h"

namespace holdfast {
namespace {

constexpr double kEdge = 1e-6;  // of probabilities that are asked for their quantile
constexpr double kTwoPi = 6.283185307179586;

/// The function's error at a quantile, and the sums by cluster that it is made of.
struct CdfError {
  double error = 0, degrees = 0;
  std::vector<double> sums;
};

CdfError error_at(const HdfeDesign& design, std::span<const double> y, const ClusterCodes& clusters,
                  double arm, double quantile, double tau) {
  // Zero in the other arm; rows that the design left out are never looked at.
  std::vector<double> outcome(y.size());
  const auto kept = design.kept();
  for (std::size_t k = 0; k < kept.size(); ++k) {
    if (design.treatment()[k] != arm) continue;
    outcome[kept[k]] = (y[kept[k]] <= quantile ? 1 : 0) - tau;
  }
  const auto fit = fit_hdfe(design, outcome);
  const auto variance = cr1(design, fit, clusters);
  return {std::sqrt(variance.variance[0]), variance.degrees,
          cluster_sums(clusters, design.projector(0), fit.residuals, design.weights())};
}

/// The controls' coefficient is that of −F0.
double correlation_of(const CdfError& treated, const CdfError& control) {
  double product = 0, squares1 = 0, squares0 = 0;
  for (std::size_t g = 0; g < treated.sums.size(); ++g) {
    product += treated.sums[g] * control.sums[g];
    squares1 += treated.sums[g] * treated.sums[g];
    squares0 += control.sums[g] * control.sums[g];
  }
  const double scale = std::sqrt(squares1 * squares0);
  return scale > 0 ? std::clamp(-product / scale, -1.0, 1.0) : 0;
}

struct Limits {
  double low = 0, high = 0;
};

Limits woodruff(const StepCdf& cdf, double tau, double reach) {
  const auto at = [&](double p) { return inverse(cdf, std::clamp(p, kEdge, 1 - kEdge)); };
  return {at(tau - reach), at(tau + reach)};
}

/// How far the difference's limit is from it, when one quantile's is `a` away and the other's `b`.
double mover(double a, double b, double correlation) {
  return std::sqrt(std::max(0.0, a * a + b * b - 2 * correlation * a * b));
}

double hall_sheather(double tau, double rows) {
  const double z = normal_quantile(tau), reach = normal_quantile(0.975);
  const double density = std::exp(-z * z / 2) / std::sqrt(kTwoPi);
  double width = std::cbrt(reach * reach * 1.5 * density * density / (2 * z * z + 1) / rows);
  while (tau - width < 0 || tau + width > 1) width /= 2;
  return width;
}

double sparsity(const StepCdf& cdf, double tau, double rows) {
  const double width = hall_sheather(tau, rows);
  return (inverse(cdf, tau + width) - inverse(cdf, tau - width)) / (2 * width);
}

}  // namespace

IwQte iw_qte(const HdfeDesign& design, const IwCdfs& cdfs, std::span<const double> y,
             const ClusterCodes& clusters, double tau) {
  HOLDFAST_CHECK(tau > 0 && tau < 1);
  IwQte found{
      .tau = tau, .treated = inverse(cdfs.treated, tau), .control = inverse(cdfs.control, tau)};
  found.effect = found.treated - found.control;
  if (clusters.count < kFewestClusters) {
    found.status = EstimateStatus::no_inference;
    return found;
  }
  const auto error1 = error_at(design, y, clusters, 1, found.treated, tau);
  const auto error0 = error_at(design, y, clusters, 0, found.control, tau);
  found.cdf_error_treated = error1.error;
  found.cdf_error_control = error0.error;
  found.correlation = correlation_of(error1, error0);
  found.degrees = error1.degrees;
  const double t = student_t_quantile(0.975, found.degrees);
  const auto limits1 = woodruff(cdfs.treated, tau, t * error1.error);
  const auto limits0 = woodruff(cdfs.control, tau, t * error0.error);
  found.low = found.effect -
              mover(found.treated - limits1.low, limits0.high - found.control, found.correlation);
  found.high = found.effect +
               mover(limits1.high - found.treated, found.control - limits0.low, found.correlation);
  found.delta_error =
      mover(error1.error * sparsity(cdfs.treated, tau, cdfs.treated_rows),
            error0.error * sparsity(cdfs.control, tau, cdfs.control_rows), found.correlation);
  return found;
}

}  // namespace holdfast
