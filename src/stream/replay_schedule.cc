#include "stream/replay_schedule.h"

#include <algorithm>

namespace holdfast {

std::int64_t ReplaySchedule::due_ns(std::int64_t stamp_ns) {
  if (!speed_) return 0;
  if (stamp_ns != 0) {
    // Stamps are foreign: their difference may be more than an int64 has.
    if (last_stamp_ns_ && stamp_ns > *last_stamp_ns_) {
      const auto gap_ns =
          static_cast<std::uint64_t>(stamp_ns) - static_cast<std::uint64_t>(*last_stamp_ns_);
      const double whole = static_cast<double>(gap_ns) / *speed_;
      const double gap = max_gap_ns_ ? std::min(whole, static_cast<double>(*max_gap_ns_)) : whole;
      due_ = std::min(due_ + gap, static_cast<double>(kMostNs));
      shortened_ = std::min(shortened_ + whole - gap, static_cast<double>(kMostNs));
    }
    if (last_stamp_ns_ && stamp_ns < *last_stamp_ns_) ++backwards_;
    last_stamp_ns_ = std::max(last_stamp_ns_.value_or(stamp_ns), stamp_ns);
  }
  return static_cast<std::int64_t>(due_);
}

}  // namespace holdfast
