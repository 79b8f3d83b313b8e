#include "cdt/hdfe_fit.h"

#include "base/check.h"
#include "cdt/gram.h"

namespace holdfast {

HdfeFit fit_hdfe(const HdfeDesign& design, std::span<const double> outcome) {
  HOLDFAST_CHECK(design.status() == EstimateStatus::ok ||
                 design.status() == EstimateStatus::saturated);
  HdfeFit fit;
  fit.residuals.resize(design.rows());
  fit.absorbed = design.residualise(outcome, fit.residuals);
  const std::size_t columns = design.columns();
  fit.within_squares = weighted_product(fit.residuals, fit.residuals, design.weights());
  fit.coefficients.resize(columns);
  for (std::size_t j = 0; j < columns; ++j) {
    const double product = weighted_product(design.column(j), fit.residuals, design.weights());
    for (std::size_t k = 0; k < columns; ++k) {
      fit.coefficients[k] += design.bread()[k * columns + j] * product;
    }
  }
  for (std::size_t j = 0; j < columns; ++j) {
    const auto column = design.column(j);
    for (std::size_t i = 0; i < design.rows(); ++i) {
      fit.residuals[i] -= fit.coefficients[j] * column[i];
    }
  }
  fit.residual_squares = weighted_product(fit.residuals, fit.residuals, design.weights());
  return fit;
}

}  // namespace holdfast
