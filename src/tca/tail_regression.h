// Quantile regressions beside `tail`'s effects.
#pragma once

#include "tca/tail_answer.h"

namespace holdfast {

/// Of the outcome on a constant, the treatment and the covariates.
QuantileModel plain_quantiles(const CdtCommand& command, const AnalysisRows& rows);

/// With these fixed effects, which move every quantile alike (Canay's two steps).
QuantileModel canay_quantiles(const CdtCommand& command, const AnalysisRows& rows,
                              const std::vector<std::string>& effects);

}  // namespace holdfast
