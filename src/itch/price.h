// Prices as ITCH has them: whole numbers with a fixed count of decimals, never floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace holdfast {

/// Four decimals: 1234500 is 123.4500.
struct Price4 {
  static constexpr int kDecimals = 4;
  std::uint32_t ten_thousandths = 0;
  friend constexpr auto operator<=>(const Price4&, const Price4&) = default;
};

/// Eight decimals, for the levels of a market-wide circuit breaker.
struct Price8 {
  static constexpr int kDecimals = 8;
  std::uint64_t hundred_millionths = 0;
  friend constexpr auto operator<=>(const Price8&, const Price8&) = default;
};

/// `number` of 10^-decimals as "123.4500": every decimal is there. Appended to `out`.
void append_decimal(std::string& out, std::uint64_t number, int decimals);

}  // namespace holdfast
