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
      due_ = std::min(due_ + static_cast<double>(gap_ns) / *speed_, static_cast<double>(kMostNs));
    }
    if (last_stamp_ns_ && stamp_ns < *last_stamp_ns_) ++backwards_;
    last_stamp_ns_ = std::max(last_stamp_ns_.value_or(stamp_ns), stamp_ns);
  }
  return static_cast<std::int64_t>(due_);
}

}  // namespace holdfast
