// The effects' normal equations, inverted.
#pragma once

#include <cstddef>
#include <vector>

#include "cdt/hdfe_effects.h"

namespace holdfast {

/// Beyond it a dense inverse would not fit the purpose: 2,000 levels are 32 MB.
inline constexpr std::size_t kMostInvertedLevels = 2000;

/// A generalised inverse of the levels' cross-products (A·A⁻·A = A), row-major levels × levels: the
/// equations have no single solution, since a constant can move from one factor to another. The
/// largest factor is eliminated first, as its block is diagonal. CHECK: levels ≤
/// kMostInvertedLevels.
std::vector<double> effects_inverse(const HdfeEffects& effects);

}  // namespace holdfast
