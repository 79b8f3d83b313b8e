#include "tca/tail_regression.h"

#include "cdt/quantile_fixed_effects.h"
#include "tca/parallel_threads.h"
#include "tca/sample_text.h"

namespace holdfast {
namespace {

QuantileModel model_of(Result<std::vector<QuantileFit>> fits, std::vector<std::string> names) {
  if (!fits) return {.reason = fits.error().sentence};
  names.insert(names.begin(), "constant");
  return {.names = std::move(names), .fits = std::move(*fits)};
}

}  // namespace

QuantileModel plain_quantiles(const CdtCommand& command, const AnalysisRows& rows) {
  const auto input = regression_input(rows, command.columns, {});
  return model_of(quantile_regression(rows.number(command.columns.outcome), input.regressors,
                                      input.names, command.taus),
                  input.names);
}

QuantileModel canay_quantiles(const CdtCommand& command, const AnalysisRows& rows,
                              const std::vector<std::string>& effects) {
  const auto input = regression_input(rows, command.columns, effects);
  const HdfeDesign design(input, parallel_threads(command.input.database.threads));
  if (design.status() != EstimateStatus::ok) {
    return {.reason = std::string(sentence_of(design.status()))};
  }
  return model_of(fixed_effects_quantile_regression(
                      input, design, rows.number(command.columns.outcome), command.taus),
                  design.names());
}

}  // namespace holdfast
