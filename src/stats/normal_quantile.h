// The inverse of the standard normal distribution function.
#pragma once

namespace holdfast {

/// z with P(Z <= z) = p, for p in (0, 1); relative error about 1e-16. M. J. Wichura: "Algorithm AS
/// 241: the percentage points of the normal distribution", Applied Statistics 37 (1988) 477-484,
/// its PPND16.
double normal_quantile(double p);

}  // namespace holdfast
