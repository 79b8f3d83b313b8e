// Factor: a categorical column, one code per row.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast {

/// Codes are 0 … levels − 1; a level may have no row. Whoever makes a Factor answers for the bound:
/// the estimators CHECK only that the columns of one call have the same number of rows.
struct Factor {
  std::span<const std::uint32_t> codes;
  std::uint32_t levels = 0;
};

}  // namespace holdfast
