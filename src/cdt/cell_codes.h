// Which rows agree in all of several categories.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cdt/factor.h"

namespace holdfast {

/// Per row the number of its cell; cells are numbered from 0 in the order of their codes, the first
/// factor's first. Only cells with a row are counted.
struct CellCodes {
  std::vector<std::uint32_t> cell;
  std::uint32_t cells = 0;
};

/// CHECK: every factor has `rows` rows. Without a factor all rows are in one cell.
CellCodes cell_codes(std::span<const Factor> factors, std::size_t rows);

}  // namespace holdfast
