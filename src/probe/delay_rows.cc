#include "probe/delay_rows.h"

#include <algorithm>

namespace holdfast {

std::int64_t delay_between(std::int64_t from_ns, std::int64_t to_ns) {
  if (from_ns == 0 || to_ns == 0) return kNoDelay;
  std::int64_t out = 0;
  if (!__builtin_sub_overflow(to_ns, from_ns, &out)) return std::max(out, kNoDelay + 1);
  return from_ns < 0 ? std::numeric_limits<std::int64_t>::max() : kNoDelay + 1;
}

DelayRows::DelayRows(std::size_t capacity, bool keeps_times)
    : slot_(capacity), user_ns_(keeps_times ? capacity : 0) {
  for (auto& delays : delays_) delays.resize(capacity);
}

bool DelayRows::add(std::int64_t sent_ns, const ProbeStamps& stamps) {
  if (size_ == slot_.size()) return false;
  delays_[0][size_] = delay_between(sent_ns, stamps.user_ns);
  delays_[1][size_] = delay_between(stamps.kernel_ns, stamps.user_ns);
  delays_[2][size_] = delay_between(stamps.device_ns, stamps.user_ns);
  if (!user_ns_.empty()) user_ns_[size_] = stamps.user_ns;
  slot_[size_] = stamps.queue == kNoQueue ? QueueSlots::kNone : slots_.slot_of(stamps.queue);
  ++size_;
  return true;
}

std::int64_t DelayRows::delay_of(DelayKind kind, std::size_t row, const PhcTrack* track) const {
  const std::int64_t delay = of(kind)[row];
  const bool is_told = kind == DelayKind::from_device && track != nullptr && !user_ns_.empty();
  if (!is_told || delay == kNoDelay) return delay;
  const auto brought = [&](std::int64_t at_ns) {
    std::int64_t out = 0;
    const std::int64_t offset = track->offset_at(at_ns);
    if (!__builtin_add_overflow(delay, offset, &out)) return std::max(out, kNoDelay + 1);
    return offset > 0 ? std::numeric_limits<std::int64_t>::max() : kNoDelay + 1;
  };
  // The offset is that of the stamp's time, of which the first answer is near enough.
  std::int64_t stamped_ns = 0;
  const std::int64_t near = brought(user_ns_[row]);
  return __builtin_sub_overflow(user_ns_[row], near, &stamped_ns) ? near : brought(stamped_ns);
}

std::vector<std::int64_t> DelayRows::delays(DelayKind kind, const PhcTrack* track) const {
  std::vector<std::int64_t> out;
  out.reserve(size_);
  for (std::size_t row = 0; row < size_; ++row) {
    const std::int64_t delay = delay_of(kind, row, track);
    if (delay != kNoDelay) out.push_back(delay);
  }
  return out;
}

std::vector<std::vector<std::int64_t>> DelayRows::delays_by_queue(DelayKind kind,
                                                                  const PhcTrack* track) const {
  std::vector<std::vector<std::int64_t>> out(queues().size());
  for (std::size_t row = 0; row < size_; ++row) {
    if (slot_[row] == QueueSlots::kNone) continue;
    const std::int64_t delay = delay_of(kind, row, track);
    if (delay != kNoDelay) out[slot_[row]].push_back(delay);
  }
  return out;
}

}  // namespace holdfast
