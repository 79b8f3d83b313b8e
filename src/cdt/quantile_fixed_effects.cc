#include "cdt/quantile_fixed_effects.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "cdt/hdfe_fit.h"

namespace holdfast {

Result<std::vector<QuantileFit>> fixed_effects_quantile_regression(const HdfeInput& input,
                                                                   const HdfeDesign& design,
                                                                   std::span<const double> y,
                                                                   std::span<const double> taus) {
  const auto fit = fit_hdfe(design, y);
  std::vector<std::vector<double>> columns;
  // What the regressors and the residual make of y is y without the effects.
  auto outcome = fit.residuals;
  for (std::size_t j = 0; j < design.columns(); ++j) {
    const auto at = std::find(input.names.begin(), input.names.end(), design.names()[j]);
    HOLDFAST_CHECK(at != input.names.end());
    const auto from = static_cast<std::size_t>(at - input.names.begin());
    columns.push_back(design.kept_of(input.regressors[from]));
    for (std::size_t i = 0; i < outcome.size(); ++i) {
      outcome[i] += fit.coefficients[j] * columns.back()[i];
    }
  }
  const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
  return quantile_regression(outcome, spans, design.names(), taus);
}

}  // namespace holdfast
