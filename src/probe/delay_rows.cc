#include "probe/delay_rows.h"

#include <algorithm>

namespace holdfast {

std::int64_t delay_between(std::int64_t from_ns, std::int64_t to_ns) {
  if (from_ns == 0 || to_ns == 0) return kNoDelay;
  std::int64_t out = 0;
  if (!__builtin_sub_overflow(to_ns, from_ns, &out)) return std::max(out, kNoDelay + 1);
  return from_ns < 0 ? std::numeric_limits<std::int64_t>::max() : kNoDelay + 1;
}

DelayRows::DelayRows(std::size_t capacity) : slot_(capacity) {
  for (auto& delays : delays_) delays.resize(capacity);
}

bool DelayRows::add(std::int64_t sent_ns, const ProbeStamps& stamps) {
  if (size_ == slot_.size()) return false;
  delays_[0][size_] = delay_between(sent_ns, stamps.user_ns);
  delays_[1][size_] = delay_between(stamps.kernel_ns, stamps.user_ns);
  delays_[2][size_] = delay_between(stamps.device_ns, stamps.user_ns);
  slot_[size_] = stamps.queue == kNoQueue ? QueueSlots::kNone : slots_.slot_of(stamps.queue);
  ++size_;
  return true;
}

std::vector<std::int64_t> DelayRows::delays(DelayKind kind) const {
  std::vector<std::int64_t> out;
  out.reserve(size_);
  std::copy_if(of(kind).begin(), of(kind).begin() + static_cast<std::ptrdiff_t>(size_),
               std::back_inserter(out), [](std::int64_t ns) { return ns != kNoDelay; });
  return out;
}

std::vector<std::vector<std::int64_t>> DelayRows::delays_by_queue(DelayKind kind) const {
  std::vector<std::vector<std::int64_t>> out(queues().size());
  for (std::size_t row = 0; row < size_; ++row) {
    if (slot_[row] == QueueSlots::kNone || of(kind)[row] == kNoDelay) continue;
    out[slot_[row]].push_back(of(kind)[row]);
  }
  return out;
}

}  // namespace holdfast
