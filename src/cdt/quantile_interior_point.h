// Koenker's and Portnoy's Frisch–Newton method for quantile regression.
#pragma once

#include <optional>
#include <vector>

#include "cdt/quantile_rows.h"

namespace holdfast {

/// Coefficients whose objective is within about 1e-10 of the least, relatively. The dual, with
/// variables between 0 and 1 per row, is followed along its central path by Mehrotra's predictor
/// and corrector (Portnoy and Koenker, Statistical Science 12, 1997). nullopt: the columns are
/// dependent on these rows. CHECK: 0 < τ < 1.
std::optional<std::vector<double>> interior_point(const QuantileRows& rows, double tau);

}  // namespace holdfast
