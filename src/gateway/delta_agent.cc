#include "gateway/delta_agent.h"

#include "base/check.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kTurn = 1024;
constexpr std::int64_t kLookEveryNs = 10'000'000;

template <class C>
C attached(GatewayRing& ring) {
  auto consumer = C::attach(ring.ring);
  HOLDFAST_CHECK(consumer.has_value());
  return std::move(*consumer);
}

}  // namespace

DeltaAgent::DeltaAgent(ServeShared& shared, std::size_t number, StreamLines lines)
    : shared_(&shared),
      number_(number),
      lines_(std::move(lines)),
      notes_(shared.note_rings[number + 1].ring) {}

Result<DeltaAgent> DeltaAgent::make(ServeShared& shared, std::size_t number) {
  const auto& layout = shared.layout.deltas[number];
  std::vector<std::uint16_t> streams;
  for (const auto& reader : layout.readers) {
    streams.insert(streams.end(), reader.streams.begin(), reader.streams.end());
  }
  auto lines = StreamLines::make(shared.options, streams, number);
  if (!lines) return tl::unexpected(lines.error());
  DeltaAgent agent(shared, number, std::move(*lines));
  for (const auto i : streams) {
    agent.streams_.push_back(
        {i, SendingEnd({.session = session_of(shared.options, i),
                        .datagram_limit = shared.options.sending.datagram_bytes})});
  }
  for (const auto& reader : layout.readers) agent.attach(shared.event_rings[reader.ring], reader);
  return agent;
}

void DeltaAgent::attach(GatewayRing& ring, const ReaderLayout& layout) {
  Consumer consumer = layout.policy == StreamPolicy::drop
                          ? Consumer(attached<DropConsumer<GatewaySlot>>(ring))
                          : Consumer(attached<BlockConsumer<GatewaySlot>>(ring));
  ring.readers.push_back(layout.name);
  std::vector<std::int16_t> local_of(shared_->options.streams.size(), -1);
  for (std::size_t local = 0; local < streams_.size(); ++local) {
    for (const auto i : layout.streams) {
      if (streams_[local].number == i) local_of[i] = static_cast<std::int16_t>(local);
    }
  }
  readers_.push_back({std::move(consumer), &ring.ring.header(), std::move(local_of)});
}

RingHeader* DeltaAgent::ring_to_sleep_on() const {
  return readers_.size() == 1 ? readers_.front().ring : nullptr;
}

void DeltaAgent::tell_lost(std::uint16_t stream, SequenceRange lost) {
  if (!lost.is_empty())
    notes_.put({.kind = ServeNote::Kind::lost, .stream = stream, .range = lost});
}

void DeltaAgent::send_event(Reader& reader, const FeedEvent& event) {
  const auto local = reader.local_of[event.stream];
  if (local < 0) return;
  const auto at = static_cast<std::size_t>(local);
  const auto send = [&](std::span<const std::uint8_t> datagram) { lines_.put(at, datagram); };
  tell_lost(event.stream, streams_[at].end.add(event.sequence, event.message(), send));
}

std::uint64_t DeltaAgent::take(Reader& reader) {
  const auto on_event = [&](std::uint64_t, auto payload) {
    send_event(reader, value_of<FeedEvent>(payload));
  };
  if (auto* const drop = std::get_if<DropConsumer<GatewaySlot>>(&reader.consumer)) {
    return drop->take(kTurn, on_event, [](SequenceRange) {});
  }
  return std::get<BlockConsumer<GatewaySlot>>(reader.consumer).take(kTurn, on_event);
}

// A stream's number first: the events before it are then within what is published.
void DeltaAgent::read_marks() {
  for (auto& stream : streams_) {
    stream.mark = shared_->streams[stream.number].next_sequence.load(std::memory_order_acquire);
  }
  for (auto& reader : readers_) {
    reader.mark = reader.ring->published.load(std::memory_order_acquire);
  }
}

bool DeltaAgent::has_reached_marks() const {
  for (const auto& reader : readers_) {
    const auto next =
        std::visit([](const auto& consumer) { return consumer.next(); }, reader.consumer);
    if (next < reader.mark) return false;
  }
  return true;
}

void DeltaAgent::keep_up(Instant now, bool is_last) {
  if (is_last && !ended_) ended_ = now;
  for (std::size_t at = 0; at < streams_.size(); ++at) {
    auto& [number, end, mark] = streams_[at];
    const auto send = [&](std::span<const std::uint8_t> datagram) { lines_.put(at, datagram); };
    tell_lost(number, end.skip_to(mark, send));
    if (is_last) {
      end.keep_ending(now, send);
    } else {
      end.keep_alive(now, send);
    }
  }
}

void DeltaAgent::show_counts() {
  std::uint64_t messages = 0, bytes = 0;
  for (std::size_t at = 0; at < streams_.size(); ++at) {
    const auto& counts = streams_[at].end.counts();
    messages += counts.messages;
    bytes += counts.bytes;
    auto& gauges = shared_->streams[streams_[at].number];
    if (value_in(gauges.datagrams) == counts.datagrams && value_in(gauges.lost) == counts.lost) {
      continue;
    }
    set_to(gauges.messages, counts.messages);
    set_to(gauges.datagrams, counts.datagrams);
    set_to(gauges.bytes, counts.bytes);
    set_to(gauges.heartbeats, counts.heartbeats);
    set_to(gauges.lost, counts.lost);
    set_to(gauges.lost_ranges, counts.lost_ranges);
    set_to(gauges.left_out, lines_.left_out(at));
  }
  set_to(shared_->threads[2 + number_].messages, messages);
  set_to(shared_->threads[2 + number_].bytes, bytes);
  set_to(shared_->senders[number_].calls, lines_.calls());
  set_to(shared_->senders[number_].refused, lines_.refused());
  set_to(shared_->senders[number_].last_error, static_cast<std::uint64_t>(lines_.last_error()));
}

TurnOutcome DeltaAgent::do_work(Instant now) {
  // Before the look at the rings: then what is not found there does not come.
  const bool is_last = shared_->stages.application_is_over.load(std::memory_order_acquire);
  const bool looks = is_last || now >= next_look_;
  if (looks) read_marks();
  std::uint64_t taken = 0;
  for (auto& reader : readers_) taken += take(reader);
  if (taken == 0 && !looks) return TurnOutcome::nothing;
  for (std::size_t at = 0; at < streams_.size(); ++at) {
    streams_[at].end.flush(
        [&](std::span<const std::uint8_t> datagram) { lines_.put(at, datagram); });
  }
  if (looks) {
    next_look_ = {now.ns + kLookEveryNs};
    if (has_reached_marks()) keep_up(now, is_last);
  }
  lines_.flush();
  show_counts();
  if (ended_ && shared_->has_lingered(now.ns - ended_->ns)) return TurnOutcome::over;
  return taken == 0 ? TurnOutcome::nothing : TurnOutcome::something;
}

}  // namespace holdfast
