// The variance of one host's series: errors that depend on those shortly before (W. K. Newey, K. D.
// West, Econometrica 55, 1987), with Bartlett's weights 1 − l/(L + 1) and without prewhitening or a
// small-sample correction.
#pragma once

#include <cstddef>
#include <vector>

#include "cdt/hdfe_design.h"
#include "cdt/hdfe_fit.h"

namespace holdfast {

/// columns × columns; the kept rows stand in the order of time. `lags` = 0 is White's variance
/// (HC0).
std::vector<double> newey_west(const HdfeDesign& design, const HdfeFit& fit, std::size_t lags);

}  // namespace holdfast
