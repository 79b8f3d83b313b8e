// p-values of several tests, so that a false rejection anywhere is as rare as the level says (S.
// Holm, Scand. J. Statist. 6, 1979).
#pragma once

#include <span>
#include <vector>

namespace holdfast {

/// In the order of the values; NaN (no test) stays and is not counted.
std::vector<double> holm_adjusted(std::span<const double> p);

}  // namespace holdfast
