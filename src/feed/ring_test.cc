#include "feed/ring.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "feed/block_consumer.h"
#include "feed/drop_consumer.h"
#include "feed/idle.h"
#include "feed/ring_gauges.h"
#include "feed/ring_publisher.h"
#include "feed/test_fixture.h"

namespace holdfast {
namespace {

using Slot64 = FixedSlot<64>;
using Event64 = CheckedEvent<64>;
constexpr auto kEverything = ~std::uint64_t{0};

struct Taken {
  std::vector<std::uint64_t> sequences;
  std::vector<SequenceRange> lost;
  bool whole = true;

  auto on_event() {
    return [this](std::uint64_t sequence, std::span<const std::byte> payload) {
      sequences.push_back(sequence);
      whole = whole && value_of<Event64>(payload).is_of(sequence);
    };
  }
  auto on_lost() {
    return [this](const SequenceRange& range) { lost.push_back(range); };
  }
};

template <class Publisher>
bool publish_next(Publisher& publisher) {
  return publisher.try_publish(bytes_of(Event64::of(publisher.published())));
}

template <class Publisher>
void publish(Publisher& publisher, int count) {
  for (int i = 0; i < count; ++i) ASSERT_TRUE(publish_next(publisher));
}

template <class Consumer>
Taken take(Consumer& consumer, std::uint64_t most = kEverything) {
  Taken taken;
  if constexpr (requires { consumer.lost(); }) {
    consumer.take(most, taken.on_event(), taken.on_lost());
  } else {
    consumer.take(most, taken.on_event());
  }
  EXPECT_TRUE(taken.whole);
  return taken;
}

TEST(Ring, ADropConsumerGetsEveryEventWhileItKeepsUp) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  for (std::uint64_t round = 0; round < 10; ++round) {
    publish(publisher, 5);
    const auto taken = take(consumer);
    ASSERT_EQ(taken.sequences.size(), 5U);
    EXPECT_EQ(taken.sequences.front(), 5 * round);
    EXPECT_TRUE(taken.lost.empty());
  }
  EXPECT_EQ(consumer.messages(), 50U);
}

TEST(Ring, ADropConsumerThatIsLappedIsToldExactlyWhichItLost) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 9);
  const auto taken = take(consumer);
  EXPECT_EQ(taken.lost, (std::vector<SequenceRange>{{0, 5}}));  // goes on half a ring behind
  EXPECT_EQ(taken.sequences, (std::vector<std::uint64_t>{5, 6, 7, 8}));
  EXPECT_EQ(consumer.lost(), 5U);
  EXPECT_EQ(consumer.messages() + consumer.lost(), publisher.published());
}

TEST(Ring, ADropConsumerOfAFullRingHasLostNothing) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 8);
  EXPECT_EQ(take(consumer).sequences.size(), 8U);
  EXPECT_EQ(consumer.lost(), 0U);
}

TEST(Ring, ASlotThatIsBeingWrittenIsNotHandedOut) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 8);
  // Two events are under way: one slot is written, the other half, nothing is shown yet.
  ASSERT_TRUE(publisher.try_claim(2));
  publisher.write(0, bytes_of(Event64::of(8)));
  memory.ring.slot(9).words[0] = 1;
  const auto taken = take(consumer);
  EXPECT_EQ(taken.lost, (std::vector<SequenceRange>{{0, 4}}));
  EXPECT_EQ(taken.sequences, (std::vector<std::uint64_t>{4, 5, 6, 7}));
}

TEST(Ring, ABatchIsShownAtOnceOrNotAtAll) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  ASSERT_TRUE(publisher.try_claim(3));
  for (std::uint64_t i = 0; i < 3; ++i) publisher.write(i, bytes_of(Event64::of(i)));
  EXPECT_TRUE(take(consumer).sequences.empty());
  publisher.commit(2);
  EXPECT_EQ(take(consumer).sequences, (std::vector<std::uint64_t>{0, 1}));
}

TEST(Ring, ATakeHandsOutNoMoreThanWasAskedFor) {
  TestRing<Slot64> memory(8);
  auto dropping = *DropConsumer<Slot64>::attach(memory.ring);
  auto blocking = *BlockConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 5);
  EXPECT_EQ(take(dropping, 2).sequences, (std::vector<std::uint64_t>{0, 1}));
  EXPECT_EQ(take(blocking, 3).sequences, (std::vector<std::uint64_t>{0, 1, 2}));
  EXPECT_EQ(take(dropping).sequences, (std::vector<std::uint64_t>{2, 3, 4}));
  EXPECT_EQ(take(blocking).sequences, (std::vector<std::uint64_t>{3, 4}));
}

TEST(Ring, ACopiedBatchIsWholeOrSkipped) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  std::vector<Slot64> copies(6);
  publish(publisher, 12);
  Taken taken;
  const auto batch = consumer.take_batch(copies, taken.on_lost());
  EXPECT_EQ(batch, (SequenceRange{8, 12}));
  EXPECT_EQ(taken.lost, (std::vector<SequenceRange>{{0, 8}}));
  for (std::uint64_t i = batch.first; i < batch.end; ++i) {
    EXPECT_TRUE(value_of<Event64>(copies[i - batch.first].payload()).is_of(i));
  }
}

TEST(Ring, ABlockConsumerStopsThePublisherWhenTheRingIsFull) {
  TestRing<Slot64> memory(8);
  auto consumer = *BlockConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 8);
  EXPECT_FALSE(publish_next(publisher));
  EXPECT_EQ(take(consumer, 1).sequences, (std::vector<std::uint64_t>{0}));
  EXPECT_TRUE(publish_next(publisher));
  EXPECT_FALSE(publish_next(publisher));
  EXPECT_FALSE(publisher.try_claim(1));
}

TEST(Ring, ABlockConsumerThatLeavesSetsThePublisherFree) {
  TestRing<Slot64> memory(8);
  auto slow = BlockConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 8);
  ASSERT_FALSE(publish_next(publisher));
  {
    const auto gone = std::move(*slow);
  }
  publish(publisher, 100);
}

TEST(Ring, ABlockConsumerThatComesLaterBeginsWhereItWasLetIn) {
  TestRing<Slot64> memory(8);
  RingPublisher publisher(memory.ring);
  publish(publisher, 20);
  auto consumer = *BlockConsumer<Slot64>::attach(memory.ring);
  EXPECT_FALSE(consumer.joined());
  publisher.attend();
  EXPECT_TRUE(consumer.joined());
  publish(publisher, 8);
  EXPECT_FALSE(publish_next(publisher));
  const auto taken = take(consumer);
  ASSERT_EQ(taken.sequences.size(), 8U);
  EXPECT_EQ(taken.sequences.front(), 20U);
}

TEST(Ring, ABlockConsumerIsLetInByPublishingAlone) {
  TestRing<Slot64> memory(1024);
  RingPublisher publisher(memory.ring);
  publish(publisher, 1);
  auto consumer = *BlockConsumer<Slot64>::attach(memory.ring);
  publish(publisher, 64);
  EXPECT_TRUE(consumer.joined());
}

TEST(Ring, APublisherThatComesAgainGoesOnWhereTheRingStands) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  {
    RingPublisher publisher(memory.ring);
    publish(publisher, 3);
    ASSERT_TRUE(publisher.try_claim(1));  // and dies before it shows it
  }
  RingPublisher publisher(memory.ring);
  publish(publisher, 2);
  EXPECT_EQ(take(consumer).sequences, (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
}

TEST(Ring, SizedSlotsKeepEachEventsLength) {
  using Sized = SizedSlot<128>;
  TestRing<Sized> memory(128);
  auto dropping = *DropConsumer<Sized>::attach(memory.ring);
  auto blocking = *BlockConsumer<Sized>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  std::vector<std::string> sent;
  for (std::size_t length = 0; length <= Sized::kMostBytes; ++length) {
    sent.emplace_back(length, static_cast<char>('a' + length % 26));
    ASSERT_TRUE(publisher.try_publish(std::as_bytes(std::span(sent.back()))));
  }
  std::vector<std::string> dropped, blocked;
  const auto into = [](std::vector<std::string>& out) {
    return [&out](std::uint64_t, std::span<const std::byte> payload) {
      out.emplace_back(reinterpret_cast<const char*>(payload.data()), payload.size());
    };
  };
  dropping.take(kEverything, into(dropped), [](const SequenceRange&) {});
  blocking.take(kEverything, into(blocked));
  EXPECT_EQ(dropped, sent);
  EXPECT_EQ(blocked, sent);
}

TEST(Ring, ALengthThatSomebodyElseWroteStaysWithinTheSlot) {
  using Sized = SizedSlot<64>;
  TestRing<Sized> memory(2);
  auto dropping = *DropConsumer<Sized>::attach(memory.ring);
  auto blocking = *BlockConsumer<Sized>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  ASSERT_TRUE(publisher.try_publish({}));
  memory.ring.slot(0).length = ~std::uint64_t{0};
  const auto bound = [](std::uint64_t, std::span<const std::byte> payload) {
    EXPECT_EQ(payload.size(), Sized::kMostBytes);
  };
  EXPECT_EQ(dropping.take(1, bound, [](const SequenceRange&) {}), 1U);
  EXPECT_EQ(blocking.take(1, bound), 1U);
}

struct StepClock {
  static std::int64_t now_ns() { return now += 100; }
  static inline std::int64_t now = 0;
};

TEST(RingGauges, BlockedTimeIsThatOfTheConsumerWhoHeldThePublisherUp) {
  TestRing<Slot64> memory(4);
  auto quick = *BlockConsumer<Slot64>::attach(memory.ring);
  auto slow = *BlockConsumer<Slot64>::attach(memory.ring);
  RingPublisher<Slot64, StepClock> publisher(memory.ring);
  publish(publisher, 4);
  take(quick);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(publish_next(publisher));  // one blocking, three tries
  take(slow);
  publish(publisher, 1);
  const auto gauges = read_gauges(memory.ring.header());
  EXPECT_EQ(gauges.blocked_ns, 100U);
  EXPECT_EQ(gauges.blocked_times, 1U);
  ASSERT_EQ(gauges.consumers.size(), 2U);
  EXPECT_EQ(gauges.consumers[0].blocked_ns, 0U);
  EXPECT_EQ(gauges.consumers[1].blocked_ns, 100U);
  EXPECT_EQ(gauges.consumers[1].blocked_times, 1U);
}

TEST(RingGauges, TheMostThatWaitedIsSinceItWasLastRead) {
  TestRing<Slot64> memory(64);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  for (const int batch : {3, 40, 7}) {
    publish(publisher, batch);
    take(consumer);
  }
  EXPECT_EQ(read_gauges(memory.ring.header()).consumers.at(0).most_waiting, 40U);
  EXPECT_EQ(read_gauges(memory.ring.header()).consumers.at(0).most_waiting, 0U);
  publish(publisher, 2);
  take(consumer);
  EXPECT_EQ(read_gauges(memory.ring.header()).consumers.at(0).most_waiting, 2U);
}

TEST(RingGauges, TheyTellDepthMessagesAndTheLastLostRanges) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  std::vector<SequenceRange> lost;
  for (int round = 0; round < 10; ++round) {
    publish(publisher, 20);
    const auto taken = take(consumer);
    lost.insert(lost.end(), taken.lost.begin(), taken.lost.end());
  }
  publish(publisher, 3);
  const auto gauges = read_gauges(memory.ring.header());
  EXPECT_EQ(gauges.capacity, 8U);
  EXPECT_EQ(gauges.published, 203U);
  const auto& row = gauges.consumers.at(0);
  EXPECT_EQ(row.policy, ConsumerState::dropping);
  EXPECT_EQ(row.depth, 3U);
  EXPECT_EQ(row.messages, 40U);
  EXPECT_EQ(row.lost, 160U);
  EXPECT_EQ(row.lost_ranges, 10U);
  EXPECT_EQ(row.recent_lost, std::vector<SequenceRange>(lost.end() - 8, lost.end()));
}

TEST(RingGauges, WithoutThemAConsumerStillCountsForItself) {
  TestRing<Slot64> memory(8);
  auto consumer = *DropConsumer<Slot64, Gauges::off>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 20);
  take(consumer);
  EXPECT_EQ(consumer.messages() + consumer.lost(), 20U);
  EXPECT_EQ(read_gauges(memory.ring.header()).consumers.at(0).messages, 0U);
}

TEST(RingIdle, PublishWaitsAsItIsTold) {
  struct Freeing {
    BlockConsumer<Slot64>* consumer;
    int idled = 0;
    bool was_reset = false;
    void idle() {
      if (++idled == 3) consumer->take(1, [](std::uint64_t, std::span<const std::byte>) {});
    }
    void reset() { was_reset = true; }
  };
  TestRing<Slot64> memory(2);
  auto consumer = *BlockConsumer<Slot64>::attach(memory.ring);
  RingPublisher publisher(memory.ring);
  publish(publisher, 2);
  Freeing idle{&consumer};
  publisher.publish(bytes_of(Event64::of(2)), idle);
  EXPECT_EQ(idle.idled, 3);
  EXPECT_TRUE(idle.was_reset);
}

}  // namespace
}  // namespace holdfast
