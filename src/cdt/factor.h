// Factor: a categorical column, one code per row.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast {

/// Codes are 0 … levels − 1, which the estimators CHECK; a level may have no row.
struct Factor {
  std::span<const std::uint32_t> codes;
  std::uint32_t levels = 0;
};

}  // namespace holdfast
