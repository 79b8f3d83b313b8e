// Quantile regression with fixed effects that move every quantile alike (TCA §6.6 (c)).
#pragma once

#include <span>
#include <vector>

#include "cdt/hdfe_design.h"
#include "cdt/quantile_regression.h"

namespace holdfast {

/// Canay's two steps (Econometrics Journal 14, 2011): the effects as least squares finds them are
/// taken off y, and what is left is regressed on a constant and the design's regressors, as they
/// came, in its order. `design` is that of `input`; `y` has a value per row of it. CHECK: the
/// design is ok; names are distinct.
Result<std::vector<QuantileFit>> fixed_effects_quantile_regression(const HdfeInput& input,
                                                                   const HdfeDesign& design,
                                                                   std::span<const double> y,
                                                                   std::span<const double> taus);

}  // namespace holdfast
