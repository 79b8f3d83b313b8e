// Greedy pairs by Mahalanobis distance (TCA §6.2).
#pragma once

#include <span>
#include <string>

#include "base/result.h"
#include "cdt/nearest_pairs.h"

namespace holdfast {

/// Each treated row, by row, takes the control of its exact cell that is nearest and which no other
/// has taken; of equally near ones the lowest row. The squared distance is that of the z-scored
/// columns (n − 1) by their covariance within the arms, pooled with divisor n − 2. usage: a column
/// is constant within the arms or a combination of those before it, or there is none, or fewer than
/// three rows. CHECK: lengths agree, columns and names in number.
Result<NearestMatch> match_by_mahalanobis(std::span<const double> treated,
                                          std::span<const std::span<const double>> columns,
                                          std::span<const std::string> names,
                                          std::span<const Factor> exact);

}  // namespace holdfast
