// HdfeFit: least squares of one outcome on an HdfeDesign.
#pragma once

#include <span>
#include <vector>

#include "cdt/hdfe_design.h"

namespace holdfast {

struct HdfeFit {
  std::vector<double> coefficients;  // one per column of the design; the treatment's first
  std::vector<double> residuals;     // per kept row
  double residual_squares = 0;       // Σ w·residual²
  double within_squares = 0;         // Σ w·(outcome without the effects)²
  AbsorbReport absorbed;
};

/// `outcome` has a value for every row that the design was made of. CHECK: the design is ok (or
/// saturated, where the residuals are rounding).
HdfeFit fit_hdfe(const HdfeDesign& design, std::span<const double> outcome);

}  // namespace holdfast
