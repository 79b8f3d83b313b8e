// The propensity score, and greedy pairs by it (TCA §6.2).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cdt/nearest_pairs.h"

namespace holdfast {

struct Propensity {
  std::vector<double> coefficients;  // the intercept's first
  std::vector<double> logit;         // per row
  int iterations = 0;
};

/// Logistic regression of `treated` (0 or 1) on a constant and the columns, by iterated weighted
/// least squares until no coefficient of the standardised columns moves by more than 1e-12 of its
/// size. `names` are the columns', for an error's sentence. usage: an arm is empty, a column is a
/// combination of those before it, or the columns separate the arms, so that there is no finite
/// fit. CHECK: columns and names agree in number, columns in length.
Result<Propensity> fit_propensity(std::span<const double> treated,
                                  std::span<const std::span<const double>> columns,
                                  std::span<const std::string> names);

/// Each treated row, in decreasing logit (equal ones by row), takes the control of its exact cell
/// whose logit is nearest and which no other has taken; of equally near ones the lowest row. None
/// further than `caliper_sds` standard deviations (n − 1) of all logits. CHECK: lengths agree.
NearestMatch match_by_logit(std::span<const double> treated, std::span<const double> logit,
                            std::span<const Factor> exact, double caliper_sds = 0.2);

}  // namespace holdfast
