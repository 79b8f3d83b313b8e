// The rows of a quantile regression as its solvers take them.
#pragma once

#include <cstddef>
#include <vector>

namespace holdfast {

/// `x` has one column after the other, `rows` numbers each; the constant is one of them. Columns
/// and y are scaled to about 1.
struct QuantileRows {
  std::size_t rows = 0, columns = 0;
  std::vector<double> x, y;
};

}  // namespace holdfast
