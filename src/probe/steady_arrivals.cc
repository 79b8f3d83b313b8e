#include "probe/steady_arrivals.h"

#include <algorithm>

#include "probe/probe_tally.h"

namespace holdfast {

bool SteadyArrivals::is_listened_to(const ProbeMessage& message, std::int64_t now_ns) {
  if (message.session == kAnySession) return false;
  if (message.session == session_) return message.sequence >= first_;
  if (session_ != kAnySession && now_ns - last_ns_ < kSilenceNs) return false;
  counts_.lost += std::max(lacking(), settled_) - settled_;  // no more of that sender will come
  session_ = message.session;
  first_ = message.sequence;
  received_ = settled_ = lacking_before_ = 0;
  window_ = SequenceWindow{};
  return true;
}

bool SteadyArrivals::take(const std::optional<ProbeMessage>& message, std::int64_t now_ns) {
  const bool is_sound = message && message->reflected_ns == 0 &&
                        message->sequence < ProbeTally::kMostSequence &&
                        is_listened_to(*message, now_ns);
  const std::uint64_t before = window_.next();
  const auto seen =
      is_sound ? window_.take(message->sequence - first_) : SequenceWindow::Seen::duplicate;
  if (seen == SequenceWindow::Seen::duplicate || seen == SequenceWindow::Seen::too_late) {
    ++counts_.foreign;
    return false;
  }
  last_ns_ = now_ns;
  ++received_;
  counts_.sent += window_.next() - before;
  return true;
}

void SteadyArrivals::settle() {
  const std::uint64_t lost = std::min(lacking(), lacking_before_);
  lacking_before_ = lacking();
  if (lost <= settled_) return;
  counts_.lost += lost - settled_;
  settled_ = lost;
}

}  // namespace holdfast
