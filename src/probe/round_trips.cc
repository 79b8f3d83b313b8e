#include "probe/round_trips.h"

namespace holdfast {

RoundTrips::RoundTrips(std::uint32_t session) : session_(session), trips_(kMost) {}

ProbeMessage RoundTrips::begin(std::int64_t now_ns) {
  if (next_ - oldest_ == kMost) {
    if (trip(oldest_).is_on_its_way) ++counts_.lost;
    ++oldest_;
  }
  trip(next_) = {now_ns, true};
  ++counts_.sent;
  return {.session = session_, .sequence = next_++, .planned_ns = now_ns, .sent_ns = now_ns};
}

void RoundTrips::withdraw(const ProbeMessage& message) {
  trip(message.sequence).is_on_its_way = false;
  --counts_.sent;
}

std::optional<std::int64_t> RoundTrips::end(const std::optional<ProbeMessage>& message,
                                            std::int64_t now_ns) {
  const bool is_ours = message && is_answer(*message) && message->sequence >= oldest_ &&
                       message->sequence < next_ && trip(message->sequence).is_on_its_way;
  if (!is_ours) {
    ++counts_.foreign;
    return std::nullopt;
  }
  Trip& one = trip(message->sequence);
  one.is_on_its_way = false;
  const std::int64_t took_ns = now_ns - one.sent_ns;
  if (took_ns < kPatienceNs) return took_ns;
  ++counts_.lost;
  return std::nullopt;
}

void RoundTrips::expire(std::int64_t now_ns) {
  for (; oldest_ < next_; ++oldest_) {
    const Trip& one = trip(oldest_);
    if (!one.is_on_its_way) continue;
    if (now_ns - one.sent_ns < kPatienceNs) return;
    trip(oldest_).is_on_its_way = false;
    ++counts_.lost;
  }
}

}  // namespace holdfast
