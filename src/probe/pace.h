// Pace: when each packet is due, from a rate and a burst pattern alone.
#pragma once

#include <cstdint>

namespace holdfast {

/// Packet n is due at start + due_after(n): even gaps of 1/rate; with bursts of b, b packets at
/// once every b/rate.
struct Pace {
  double rate = 1000;       // packets per second on average, over 0
  std::uint32_t burst = 1;  // packets that are due at once
  /// ns after the start, to the nearest, for any n below 2^53 (no error that adds up); the greatest
  /// int64 beyond 291 years.
  std::int64_t due_after(std::uint64_t n) const;
};

}  // namespace holdfast
