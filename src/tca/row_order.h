// An order of the analysis rows that does not depend on how they stand in the file, so that sums
// over them are the same to the last bit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cdt/factor.h"
#include "cdt/parallel_for.h"

namespace holdfast {

/// Rows as they are ordered: factors have a code per row, numbers a value at `kept[row]`.
struct OrderedColumns {
  std::vector<Factor> factors;
  std::vector<std::span<const double>> numbers;
  std::span<const std::uint32_t> kept;
  /// These only tell rows apart that have the same in all of the others.
  std::vector<Factor> last_factors = {};
  std::vector<std::span<const double>> last_numbers = {};
};

/// Places in `kept`: by the codes of the factor that has the most levels, then by a hash of all
/// that a row has, then by its values. Only rows that have the same in every column may stand
/// either way.
std::vector<std::uint32_t> canonical_order(const OrderedColumns& columns,
                                           const ParallelFor& parallel = serial_for);

}  // namespace holdfast
