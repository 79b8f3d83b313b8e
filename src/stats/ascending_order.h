// The order of a column, by radix.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace holdfast {

/// An integer that ascends with the value; −0 and 0 have the same one.
inline std::uint64_t ascending_key(double value) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

/// The indices of `values` by ascending value, equal ones by index. No value is NaN. CHECK: there
/// are fewer than 2³².
std::vector<std::uint32_t> ascending_order(std::span<const double> values);

}  // namespace holdfast
