// From a point near the solution of a quantile regression to the solution itself, which passes
// through as many rows as there are columns.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cdt/quantile_rows.h"

namespace holdfast {

struct QuantileVertex {
  std::vector<double> coefficients;
  std::vector<std::uint32_t> basis;  // the rows without a residual
  /// No other coefficients are as good: all prices of the basis are strictly within their bounds.
  bool unique = false;
  int pivots = 0;
};

/// Takes the rows of least residual at `near` that are independent, and moves along edges of the
/// objective until every basic row's price is within [τ − 1, τ], which proves the least objective
/// (Barrodale and Roberts 1973, with their long steps). nullopt: the rows have not as many
/// independent ones as columns, or the edges lead nowhere for too long.
std::optional<QuantileVertex> to_vertex(const QuantileRows& rows, double tau,
                                        std::span<const double> near);

}  // namespace holdfast
