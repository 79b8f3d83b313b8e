// Rings against a model that anybody can check: lists of sequences, no slots, no memory order.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "feed/block_consumer.h"
#include "feed/drop_consumer.h"
#include "feed/ring_gauges.h"
#include "feed/ring_publisher.h"
#include "feed/test_fixture.h"

namespace holdfast {
namespace {

using Slot64 = FixedSlot<64>;
using Event64 = CheckedEvent<64>;

/// What one consumer was given: events and losses must follow each other without a hole.
struct Received {
  std::uint64_t at = 0;
  std::uint64_t messages = 0;
  std::uint64_t lost = 0;
  std::uint64_t ranges = 0;

  auto on_event() {
    return [this](std::uint64_t sequence, std::span<const std::byte> payload) {
      RC_ASSERT(sequence == at);
      RC_ASSERT(value_of<Event64>(payload).is_of(sequence));
      ++at;
      ++messages;
    };
  }
  auto on_lost() {
    return [this](const SequenceRange& range) {
      RC_ASSERT(range.first == at);
      RC_ASSERT(range.end > range.first);
      at = range.end;
      lost += range.end - range.first;
      ++ranges;
    };
  }
};

struct Dropping {
  DropConsumer<Slot64> consumer;
  Received received;
};
struct Blocking {
  BlockConsumer<Slot64> consumer;
  Received received;
};

class Game {
 public:
  Game(std::uint64_t capacity, int dropping, int blocking)
      : memory_(capacity), margin_(std::clamp<std::uint64_t>(capacity / 8, 1, 64)) {
    for (int i = 0; i < dropping; ++i) {
      dropping_.push_back({*DropConsumer<Slot64>::attach(memory_.ring), {}});
    }
    for (int i = 0; i < blocking; ++i) {
      blocking_.push_back({*BlockConsumer<Slot64>::attach(memory_.ring), {}});
    }
    publisher_.emplace(memory_.ring);
  }

  void publish(std::uint64_t count) {
    count = std::clamp<std::uint64_t>(count, 1, memory_.ring.capacity());
    std::uint64_t slowest = published_;
    for (const auto& each : blocking_) slowest = std::min(slowest, each.received.at);
    const bool has_room = published_ + count - slowest <= memory_.ring.capacity();
    RC_ASSERT(publisher_->try_claim(count) == has_room);
    if (!has_room) return;
    begun_ = published_ + count;
    // In the middle of writing everybody looks.
    for (std::uint64_t i = 0; i < count; ++i) {
      publisher_->write(i, bytes_of(Event64::of(published_ + i)));
      if (i == count / 2) take(3);
    }
    publisher_->commit(count);
    published_ += count;
  }

  void take(std::uint64_t most) {
    for (auto& each : dropping_) take(each, most);
    for (auto& each : blocking_) {
      const auto waiting = published_ - each.received.at;
      RC_ASSERT(each.consumer.take(most, each.received.on_event()) == std::min(most, waiting));
    }
  }

  void take_one_of_the_dropping(std::size_t which, std::uint64_t most) {
    if (!dropping_.empty()) take(dropping_[which % dropping_.size()], most);
  }

  void take_batch(std::size_t which, std::size_t most) {
    if (dropping_.empty()) return;
    auto& each = dropping_[which % dropping_.size()];
    std::vector<Slot64> copies(most);
    const auto batch = each.consumer.take_batch(copies, each.received.on_lost());
    for (std::uint64_t i = batch.first; i < batch.end; ++i) {
      each.received.on_event()(i, copies[i - batch.first].payload());
    }
    RC_ASSERT(each.received.at == batch.end);
  }

  void check() {
    const auto gauges = read_gauges(memory_.ring.header());
    RC_ASSERT(gauges.published == published_);
    std::size_t row = 0;
    for (const auto& each : dropping_) check(gauges.consumers.at(row++), each.received);
    for (const auto& each : blocking_) check(gauges.consumers.at(row++), each.received);
  }

 private:
  void take(Dropping& each, std::uint64_t most) {
    const auto before = each.received;
    const auto lag = begun_ - before.at;
    const auto taken = each.consumer.take(most, each.received.on_event(), each.received.on_lost());
    RC_ASSERT(taken == each.received.messages - before.messages);
    const auto lost = each.received.lost - before.lost;
    const bool looked = most > 0 && before.at != published_;
    // Nothing is lost that could not have been overwritten, and everything that was is lost.
    if (lag + margin_ <= memory_.ring.capacity()) RC_ASSERT(lost == 0U);
    if (looked && lag > memory_.ring.capacity()) {
      RC_ASSERT(lost >= lag - memory_.ring.capacity());
    }
    if (lost == 0) RC_ASSERT(taken == std::min(most, published_ - before.at));
  }

  void check(const ConsumerGauges& gauges, const Received& received) const {
    RC_ASSERT(gauges.messages == received.messages);
    RC_ASSERT(gauges.lost == received.lost);
    RC_ASSERT(gauges.lost_ranges == received.ranges);
    RC_ASSERT(gauges.depth == published_ - received.at);
    RC_ASSERT(gauges.messages + gauges.lost + gauges.depth == published_);
  }

  TestRing<Slot64> memory_;
  std::uint64_t margin_;
  std::vector<Dropping> dropping_;
  std::vector<Blocking> blocking_;
  std::optional<RingPublisher<Slot64>> publisher_;
  std::uint64_t published_ = 0;
  std::uint64_t begun_ = 0;
};

void play(int dropping, int blocking) {
  Game game(std::uint64_t{1} << *rc::gen::inRange(1, 8), dropping, blocking);
  const auto turns = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(0, 200)));
  for (const auto& [what, many] : turns) {
    const auto count = static_cast<std::uint64_t>(many);
    if (what <= 2) game.publish(what == 0 ? 1 : count);
    if (what == 3) game.take(count);
    if (what == 4) game.take_one_of_the_dropping(count, count / 2);
    if (what == 5) game.take_batch(count, static_cast<std::size_t>(many % 40));
    game.check();
  }
}

RC_GTEST_PROP(RingModel, DroppingConsumersLoseOnlyWhatWasOverwritten, ()) { play(3, 0); }
RC_GTEST_PROP(RingModel, BlockingConsumersLoseNothing, ()) { play(0, 3); }
RC_GTEST_PROP(RingModel, BothAtOnceDoNotDisturbEachOther, ()) { play(2, 2); }

}  // namespace
}  // namespace holdfast
