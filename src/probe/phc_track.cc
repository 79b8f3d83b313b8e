#include "probe/phc_track.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace holdfast {
namespace {

// Differences of times of one run, and of offsets: a double has them to the nanosecond up to 104
// days.
std::int64_t on_line(const ClockReading& from, const ClockReading& to, std::int64_t at_ns) {
  const auto way = static_cast<double>(to.offset_ns - from.offset_ns);
  const auto share =
      static_cast<double>(at_ns - from.at_ns) / static_cast<double>(to.at_ns - from.at_ns);
  return from.offset_ns + std::llround(way * share);
}

}  // namespace

void PhcTrack::add(const ClockReading& reading) {
  if (readings_.empty() || reading.at_ns > readings_.back().at_ns) readings_.push_back(reading);
}

std::int64_t PhcTrack::offset_at(std::int64_t at_ns) const {
  if (readings_.empty()) return 0;
  const auto later =
      std::upper_bound(readings_.begin(), readings_.end(), at_ns,
                       [](std::int64_t at, const ClockReading& one) { return at < one.at_ns; });
  if (later == readings_.begin()) return readings_.front().offset_ns;
  if (later == readings_.end()) return readings_.back().offset_ns;
  return on_line(*(later - 1), *later, at_ns);
}

std::int64_t PhcTrack::error_ns() const {
  if (readings_.empty()) return 0;
  std::int64_t error = 0, bend = 0;
  for (const auto& one : readings_) {
    error = std::max(error, one.max_error_ns.value_or(kPreciseErrorNs));
  }
  if (readings_.size() == 2) bend = std::abs(readings_[1].offset_ns - readings_[0].offset_ns);
  for (std::size_t i = 1; i + 1 < readings_.size(); ++i) {
    const auto& one = readings_[i];
    const auto straight = on_line(readings_[i - 1], readings_[i + 1], one.at_ns);
    bend = std::max(bend, std::abs(one.offset_ns - straight));
  }
  return error + bend;
}

std::string PhcTrack::clock_text() const {
  if (readings_.empty()) return {};
  return fmt::format("CLOCK_REALTIME by {} ± {} ns", readings_.front().source, error_ns());
}

}  // namespace holdfast
