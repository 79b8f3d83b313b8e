// Rows that fixed effects explain by themselves: the only row of a level tells nothing, and its
// going may leave another level with one row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cdt/factor.h"

namespace holdfast {

struct SingletonDrop {
  std::vector<std::uint32_t> kept;  // row numbers, ascending
  std::size_t dropped = 0;
  int rounds = 0;  // passes over the rows that dropped something
};

/// Drops until no level of any factor has just one row. CHECK: every factor has `rows` codes, each
/// below its levels.
SingletonDrop drop_singletons(std::span<const Factor> effects, std::size_t rows);

}  // namespace holdfast
