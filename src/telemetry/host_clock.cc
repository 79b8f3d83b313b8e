#include "telemetry/host_clock.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace holdfast {

HostClock::HostClock(std::vector<ClockRow> readings) : readings_(std::move(readings)) {
  std::erase_if(readings_, [](const auto& one) { return one.at_ns <= 0 || one.max_error_ns < 0; });
  std::ranges::sort(readings_, {},
                    [](const auto& one) { return std::tuple(one.at_ns, one.max_error_ns); });
}

std::optional<std::int64_t> HostClock::max_error_ns(std::int64_t at_ns) const {
  const auto after = std::ranges::upper_bound(readings_, at_ns, {}, &ClockRow::at_ns);
  if (after == readings_.begin()) return std::nullopt;
  return (after - 1)->max_error_ns;
}

}  // namespace holdfast
