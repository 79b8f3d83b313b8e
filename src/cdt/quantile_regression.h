// Exact linear quantile regression (TCA §6.6 (c)).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast {

struct QuantileFit {
  double tau = 0;
  std::vector<double> coefficients;  // the constant's first
  double objective = 0;              // Σ residual·(τ − 1{residual < 0})
  bool unique = false;          // false: others may be as good, as with a median of an even count
  std::size_t rows_solved = 0;  // how many rows the largest problem had
};

/// A fit per τ of y on a constant and the columns. `names` are the columns', for an error's
/// sentence. usage: fewer rows than coefficients, or a column that is a combination of those before
/// it; failed: rounding kept the solver from a vertex. CHECK: 0 < τ < 1, lengths agree.
Result<std::vector<QuantileFit>> quantile_regression(
    std::span<const double> y, std::span<const std::span<const double>> columns,
    std::span<const std::string> names, std::span<const double> taus);

}  // namespace holdfast
