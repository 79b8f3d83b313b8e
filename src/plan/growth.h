// How far a counter went between two samples.
#pragma once

#include <cstdint>

namespace holdfast {

/// later − earlier; 0 when it went back, for a counter that was reset says nothing of the interval.
constexpr std::uint64_t growth_of(std::uint64_t earlier, std::uint64_t later) {
  return later >= earlier ? later - earlier : 0;
}

}  // namespace holdfast
