#include "tca/first_coefficient.h"

#include "cdt/cluster_variance.h"
#include "cdt/hdfe_fit.h"

namespace holdfast {

FirstCoefficient first_coefficient(const HdfeInput& input, std::span<const double> y,
                                   const Factor& cluster, const ParallelFor& parallel) {
  FirstCoefficient out;
  const HdfeDesign design(input, parallel);
  out.status = design.status();
  if (out.status != EstimateStatus::ok) return out;
  out.rows = design.rows();
  const auto fit = fit_hdfe(design, y);
  const auto variance = cr1(design, fit, clusters_of(design, cluster));
  if (variance.status == EstimateStatus::ok) {
    out.cr1 = infer("cr1", fit.coefficients.front(), variance.variance.front(), variance.degrees);
  }
  out.cr1.estimate = fit.coefficients.front();
  if (variance.status != EstimateStatus::ok || out.cr1.status != EstimateStatus::ok) {
    out.status = EstimateStatus::no_inference;
  }
  return out;
}

}  // namespace holdfast
