#include "gateway/source_agent.h"

namespace holdfast {
namespace {

constexpr int kTurn = 64;
constexpr std::int64_t kLongGap = 1'000'000, kWake = 300'000;

void sleep_for(std::int64_t ns) {
  const timespec time{ns / 1'000'000'000, ns % 1'000'000'000};
  ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
}

}  // namespace

SourceAgent::SourceAgent(ServeShared& shared, std::unique_ptr<FeedSource> source)
    : shared_(shared),
      source_(std::move(source)),
      publisher_(shared.application_ring.ring),
      gauges_(shared.threads[0]) {}

bool SourceAgent::has_next() {
  if (is_next_there_) return true;
  const auto message = source_->next();
  if (!message) return false;
  next_ = SourceMessage::of(*message);
  return is_next_there_ = true;
}

/// When the next message is to go, on the clock of `now`.
std::int64_t SourceAgent::due_ns(Instant now) {
  const auto& options = shared_.options.source;
  if (options.pace == PaceKind::max) return now.ns;
  if (!began_ns_) began_ns_ = now.ns;
  if (options.pace == PaceKind::rate) {
    return *began_ns_ + static_cast<std::int64_t>(static_cast<double>(given_) * 1e9 / options.rate);
  }
  const auto stamp = timestamp_ns_of(next_.message());
  if (!began_feed_ns_) began_feed_ns_ = stamp;
  return *began_ns_ + (stamp - *began_feed_ns_);
}

TurnOutcome SourceAgent::end() {
  shared_.stages.source_is_over.store(true, std::memory_order_release);
  wake_parked(shared_.application_ring.ring.header());
  return TurnOutcome::over;
}

TurnOutcome SourceAgent::do_work(Instant now) {
  if (shared_.stages.stop.load(std::memory_order_relaxed)) return end();
  int count = 0;
  for (; count < kTurn && has_next(); ++count) {
    const auto early_ns = due_ns(now) - now.ns;
    if (early_ns > 0) {
      if (count == 0 && early_ns > kLongGap) sleep_for(std::min(early_ns - kWake, 100 * kLongGap));
      break;
    }
    if (!publisher_.try_publish(bytes_of(next_))) break;
    is_next_there_ = false;
    ++given_;
  }
  if (count > 0) {
    add_to(gauges_.messages, static_cast<std::uint64_t>(count));
    wake_parked(shared_.application_ring.ring.header());
    return TurnOutcome::something;
  }
  return !is_next_there_ && source_->has_ended() ? end() : TurnOutcome::nothing;
}

}  // namespace holdfast
