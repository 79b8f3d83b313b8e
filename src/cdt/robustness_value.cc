#include "cdt/robustness_value.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "stats/distributions.h"

namespace holdfast {
namespace {

double value_of(double f) { return f > 0 ? 2 / (1 + std::sqrt(1 + 4 / (f * f))) : 0; }

}  // namespace

double partial_r2_of(double t, double degrees) { return t * t / (t * t + degrees); }

double robustness_value(double t, double degrees, double q) {
  HOLDFAST_CHECK(degrees > 1);
  return value_of(q * std::fabs(t) / std::sqrt(degrees));
}

double robustness_value_at(double t, double degrees, double alpha, double q) {
  HOLDFAST_CHECK(degrees > 1);
  const double least = student_t_quantile(1 - alpha / 2, degrees - 1) / std::sqrt(degrees - 1);
  return value_of(q * std::fabs(t) / std::sqrt(degrees) - least);
}

AdjustedEstimate adjusted_estimate(double estimate, double error, double degrees,
                                   double treatment_r2, double outcome_r2) {
  HOLDFAST_CHECK(treatment_r2 >= 0 && treatment_r2 < 1 && outcome_r2 >= 0 && outcome_r2 <= 1);
  const double bias =
      error * std::sqrt(degrees) * std::sqrt(outcome_r2 * treatment_r2 / (1 - treatment_r2));
  AdjustedEstimate out;
  out.estimate = std::copysign(1.0, estimate) * (std::fabs(estimate) - bias);
  out.error =
      error * std::sqrt((1 - outcome_r2) / (1 - treatment_r2)) * std::sqrt(degrees / (degrees - 1));
  out.t = out.error > 0 ? out.estimate / out.error : 0;
  const double wide = student_t_quantile(.975, degrees - 1) * out.error;
  out.low = out.estimate - wide;
  out.high = out.estimate + wide;
  return out;
}

std::optional<ConfounderBound> confounder_bound(double treatment_r2, double outcome_r2,
                                                double times) {
  const double treated = times * treatment_r2 / (1 - treatment_r2);
  if (!(treated < 1) || !(outcome_r2 < 1)) return std::nullopt;
  const double left = (1 - times * treatment_r2) * (1 - treatment_r2);
  if (!(left > 0)) return std::nullopt;
  // Of the confounder with the covariate, once the treatment is given.
  const double with_covariate = times * treatment_r2 * treatment_r2 / left;
  if (!(with_covariate < 1)) return std::nullopt;
  const double ratio =
      (std::sqrt(times) + std::sqrt(with_covariate)) / std::sqrt(1 - with_covariate);
  return ConfounderBound{treated, std::min(1.0, ratio * ratio * outcome_r2 / (1 - outcome_r2))};
}

std::optional<Robustness> robustness_of(const HdfeDesign& design, const HdfeFit& fit) {
  if (design.rows() < design.parameters() + 2 || !(fit.residual_squares > 0)) return std::nullopt;
  Robustness out{.degrees = static_cast<double>(design.rows() - design.parameters())};
  const std::size_t columns = design.columns();
  const auto bread = design.bread();
  const double variance = fit.residual_squares / out.degrees;
  const auto t_of = [&](std::size_t j) {
    return fit.coefficients[j] / std::sqrt(variance * bread[j * columns + j]);
  };
  out.error = std::sqrt(variance * bread[0]);
  out.t = t_of(0);
  out.partial_r2 = partial_r2_of(out.t, out.degrees);
  out.value = robustness_value(out.t, out.degrees);
  out.value_at_5 = robustness_value_at(out.t, out.degrees, 0.05);
  for (std::size_t j = 1; j < columns; ++j) {
    // The inverse of cross-products has the partial correlations.
    const double with_treatment = bread[j] * bread[j] / (bread[0] * bread[j * columns + j]);
    out.covariates.push_back(
        {design.names()[j], with_treatment, partial_r2_of(t_of(j), out.degrees)});
  }
  return out;
}

}  // namespace holdfast
