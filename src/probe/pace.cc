#include "probe/pace.h"

#include <cmath>
#include <limits>

#include "base/check.h"

namespace holdfast {

// Whole seconds and the rest apart, because n · 10⁹ has no room in 64 bits. std::fmod is exact, so
// what is rounded is below a second, and never goes into the next packet.
std::int64_t Pace::due_after(std::uint64_t n) const {
  HOLDFAST_CHECK(rate > 0 && burst > 0);
  constexpr double kNsOfSecond = 1e9, kMostSeconds = 9.2e9;
  const auto packets = static_cast<double>(n - n % burst);
  if (packets / rate > kMostSeconds) return std::numeric_limits<std::int64_t>::max();
  const double rest = std::fmod(packets, rate);
  const auto seconds = std::llround((packets - rest) / rate);
  return seconds * 1'000'000'000 + std::llround(rest * kNsOfSecond / rate);
}

}  // namespace holdfast
