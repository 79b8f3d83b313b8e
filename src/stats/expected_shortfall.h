// Expected shortfall: the mean of the worst share of a distribution.
#pragma once

#include "stats/step_cdf.h"

namespace holdfast {

/// (1 − τ)⁻¹ ∫ q(u) du from τ to 1, where the step that τ cuts counts with the part of it beyond τ
/// (Acerbi and Tasche 2002). CHECK: 0 ≤ τ < 1.
double expected_shortfall(const StepCdf& cdf, double tau);

}  // namespace holdfast
