#include "gateway/application_agent.h"

#include <cstring>
#include <utility>

#include "base/check.h"
#include "itch/wire.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kTurn = 256;

BlockConsumer<GatewaySlot> attached(GatewayRing& ring) {
  auto consumer = BlockConsumer<GatewaySlot>::attach(ring.ring);
  HOLDFAST_CHECK(consumer.has_value());
  ring.readers.emplace_back("application");
  return std::move(*consumer);
}

}  // namespace

ApplicationAgent::ApplicationAgent(ServeShared& shared)
    : shared_(shared),
      messages_(attached(shared.application_ring)),
      next_sequence_(shared.options.streams.size(), 1),
      idle_(shared.options.threads.idle, nullptr),
      notes_(shared.note_rings.front().ring) {
  for (auto& ring : shared.event_rings) publishers_.emplace_back(ring.ring);
}

void ApplicationAgent::publish(std::uint16_t stream, const SourceMessage& message) {
  FeedEvent event{.sequence = next_sequence_[stream], .stream = stream, .length = message.length};
  std::memcpy(event.bytes.data(), message.bytes.data(), event.bytes.size());
  publishers_[shared_.layout.ring_of[stream]].publish(bytes_of(event), idle_);
  // Behind the event: who sees the number finds the event in the ring, or has lost it.
  shared_.streams[stream].next_sequence.store(++next_sequence_[stream], std::memory_order_release);
}

void ApplicationAgent::tell(MessageFault fault, const SourceMessage& message,
                            std::uint64_t number) {
  const auto kind = static_cast<std::size_t>(fault);
  add_to(shared_.application.malformed[kind], 1);
  if (std::exchange(was_told_[kind], true)) return;
  notes_.put({.kind = ServeNote::Kind::malformed,
              .fault = kind,
              .type = message.bytes[0],
              .length = message.length,
              .number = number});
}

void ApplicationAgent::take(const SourceMessage& message, std::uint64_t number) {
  if (const auto fault = check_.fault_of(message)) [[unlikely]] {
    tell(*fault, message, number);
    return;
  }
  const auto streams = shared_.table.streams_of(load_u16(message.bytes.data() + 1));
  for (const auto stream : streams) publish(stream, message);
  if (streams.empty()) add_to(shared_.application.no_stream, 1);
}

TurnOutcome ApplicationAgent::end() {
  shared_.stages.application_is_over.store(true, std::memory_order_release);
  for (auto& ring : shared_.event_rings) wake_parked(ring.ring.header());
  return TurnOutcome::over;
}

TurnOutcome ApplicationAgent::do_work(Instant) {
  // Before the look at the ring: then what is not found there does not come.
  const bool is_last = shared_.stages.source_is_over.load(std::memory_order_acquire);
  const auto taken = messages_.take(kTurn, [this](std::uint64_t sequence, auto payload) {
    take(value_of<SourceMessage>(payload), sequence + 1);
  });
  if (taken == 0) return is_last ? end() : TurnOutcome::nothing;
  add_to(shared_.application.messages, taken);
  add_to(shared_.threads[1].messages, taken);
  if (shared_.options.threads.idle == IdleKind::park) {
    for (auto& ring : shared_.event_rings) wake_parked(ring.ring.header());
  }
  return TurnOutcome::something;
}

}  // namespace holdfast
