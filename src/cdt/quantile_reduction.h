// Exact quantile regression of many rows by way of few.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "cdt/quantile_rows.h"
#include "cdt/quantile_vertex.h"

namespace holdfast {

struct QuantileSolution {
  std::vector<double> coefficients;
  bool unique = false;
  std::size_t rows_solved = 0;  // of the largest problem that was solved
};

/// With few rows the solvers straight away. With many, Portnoy's and Koenker's preprocessing: a
/// sample says on which side of the plane all but about (rows · columns)^⅔ rows lie, those of
/// either side are summed to one row, and the answer is that of all rows once each of them is seen
/// to lie where it was put; rows that do not are put back. The sample is one row of each stretch of
/// rows, drawn from a fixed seed. nullopt: the columns are dependent, or no vertex was reached.
/// CHECK: 0 < τ < 1.
std::optional<QuantileSolution> solve_quantile(const QuantileRows& rows, double tau);

}  // namespace holdfast
