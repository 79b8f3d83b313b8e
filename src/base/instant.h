// Instant: a point on the monotonic clock. Time is always a parameter: nothing here reads a clock.
#pragma once

#include <compare>
#include <cstdint>

namespace holdfast {

struct Instant {
  std::int64_t ns = 0;  // nanoseconds since an arbitrary start, the same for all of one boot
  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
};

/// `seconds` after `at`; before it when negative.
constexpr Instant plus_seconds(Instant at, double seconds) {
  return Instant{at.ns + static_cast<std::int64_t>(seconds * 1e9)};
}

/// Seconds from `earlier` to `later`; negative when they are the wrong way round.
constexpr double elapsed_seconds(Instant earlier, Instant later) {
  return static_cast<double>(later.ns - earlier.ns) / 1e9;
}

}  // namespace holdfast
