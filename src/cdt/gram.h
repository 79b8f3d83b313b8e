// Gram matrices of a few columns: cross-products of many rows, their inverse, and which columns add
// nothing. Matrices here are row-major, symmetric, `columns` × `columns`.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cdt/parallel_for.h"

namespace holdfast {

/// Σ_rows w·x·x'. `values` holds one column after the other, `rows` each; weights: none or one per
/// row. Summed in blocks of rows whose size does not depend on the threads.
std::vector<double> gram_matrix(std::span<const double> values, std::size_t rows,
                                std::span<const double> weights,
                                const ParallelFor& parallel = serial_for);

/// Σ_rows w·a·b, in the same blocks.
double weighted_product(std::span<const double> a, std::span<const double> b,
                        std::span<const double> weights);

/// The columns, in order, that are no combination of those before them: what is left of a column's
/// sum of squares is at least `share` of `whole` (its own sum of squares before anything was taken
/// out of it).
std::vector<std::size_t> independent_columns(std::span<const double> gram,
                                             std::span<const double> whole, double share);

/// The matrix without the rows and columns that are not `kept`.
std::vector<double> submatrix(std::span<const double> matrix, std::size_t columns,
                              std::span<const std::size_t> kept);

/// CHECK: positive definite.
std::vector<double> inverse_of(std::span<const double> matrix, std::size_t columns);

}  // namespace holdfast
