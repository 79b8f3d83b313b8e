// Rings with real threads: no event is torn, none is unaccounted for. Also to be run under the tsan
// preset.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "feed/block_consumer.h"
#include "feed/drop_consumer.h"
#include "feed/ring_gauges.h"
#include "feed/ring_publisher.h"
#include "feed/test_fixture.h"

namespace holdfast {
namespace {

struct YieldIdle {
  void idle() { std::this_thread::yield(); }
  void reset() {}
};

template <std::size_t Bytes>
struct Outcome {
  std::uint64_t at = 0;
  std::uint64_t messages = 0;
  std::uint64_t lost = 0;
  std::uint64_t wrong = 0;  // torn, out of order, or a hole that nobody told of

  void event(std::uint64_t sequence, std::span<const std::byte> payload) {
    if (sequence != at) ++wrong;
    if (!value_of<CheckedEvent<Bytes>>(payload).is_of(sequence)) ++wrong;
    at = sequence + 1;
    ++messages;
  }
  void gap(const SequenceRange& range) {
    if (range.first != at || range.end <= range.first) ++wrong;
    at = range.end;
    lost += range.end - range.first;
  }
};

template <std::size_t Bytes>
class Stress {
 public:
  using Slot = FixedSlot<Bytes>;
  explicit Stress(std::uint64_t capacity) : memory_(capacity) {}

  void dropping(std::uint64_t most, bool in_batches) {
    auto& out = add();
    start([this, most, in_batches, &out,
           consumer = *DropConsumer<Slot>::attach(memory_.ring)]() mutable {
      const auto on_lost = [&](const SequenceRange& range) { out.gap(range); };
      std::vector<Slot> copies(most);
      run(out, [&] {
        if (!in_batches) {
          consumer.take(
              most, [&](auto sequence, auto payload) { out.event(sequence, payload); }, on_lost);
          return;
        }
        const auto batch = consumer.take_batch(copies, on_lost);
        for (auto i = batch.first; i < batch.end; ++i) {
          out.event(i, copies[i - batch.first].payload());
        }
      });
      EXPECT_EQ(consumer.messages(), out.messages);
      EXPECT_EQ(consumer.lost(), out.lost);
    });
  }

  void blocking(std::uint64_t most) {
    auto& out = add();
    start([this, most, &out, consumer = *BlockConsumer<Slot>::attach(memory_.ring)]() mutable {
      run(out, [&] {
        consumer.take(most, [&](auto sequence, auto payload) { out.event(sequence, payload); });
      });
    });
  }

  /// Publishes in batches of 1 to 7, with a thread beside that reads the gauges.
  void publish(std::uint64_t count) {
    RingPublisher<Slot> publisher(memory_.ring);
    std::thread watcher([this] {
      while (end_.load() == 0) {
        for (const auto& row : read_gauges(memory_.ring.header()).consumers) {
          for (const auto& range : row.recent_lost) EXPECT_LT(range.first, range.end);
        }
        std::this_thread::yield();
      }
    });
    while (publisher.published() < count) {
      const std::uint64_t batch = 1 + publisher.published() % 7;
      while (!publisher.try_claim(batch)) std::this_thread::yield();
      for (std::uint64_t i = 0; i < batch; ++i) {
        publisher.write(i, bytes_of(CheckedEvent<Bytes>::of(publisher.published() + i)));
      }
      publisher.commit(batch);
    }
    end_.store(publisher.published());
    watcher.join();
    for (auto& thread : threads_) thread.join();
  }

  void expect_all_accounted_for() {
    for (const auto& out : outcomes_) {
      EXPECT_EQ(out->wrong, 0U);
      EXPECT_EQ(out->messages + out->lost, end_.load());
    }
  }
  const Outcome<Bytes>& outcome(std::size_t i) const { return *outcomes_.at(i); }

 private:
  Outcome<Bytes>& add() { return *outcomes_.emplace_back(std::make_unique<Outcome<Bytes>>()); }
  template <class Body>
  void start(Body body) {
    threads_.emplace_back(std::move(body));
  }
  template <class Turn>
  void run(const Outcome<Bytes>& out, Turn turn) {
    while (end_.load() == 0 || out.at < end_.load()) {
      const auto before = out.at;
      turn();
      if (out.at == before) std::this_thread::yield();
    }
  }

  TestRing<Slot> memory_;
  std::atomic<std::uint64_t> end_ = 0;
  std::vector<std::unique_ptr<Outcome<Bytes>>> outcomes_;
  std::vector<std::thread> threads_;
};

constexpr std::uint64_t kEvents = 300'000;

TEST(RingStress, DroppingConsumersOfASmallRingGetWholeEventsAndCountTheRest) {
  Stress<256> stress(8);
  stress.dropping(1, false);
  stress.dropping(5, false);
  stress.dropping(4, true);
  stress.publish(kEvents);
  stress.expect_all_accounted_for();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_GT(stress.outcome(i).lost, 0U);
}

TEST(RingStress, DroppingConsumersOfALargeRingGetWholeEventsAndCountTheRest) {
  Stress<64> stress(1024);
  stress.dropping(64, false);
  stress.dropping(64, true);
  stress.publish(kEvents);
  stress.expect_all_accounted_for();
}

TEST(RingStress, BlockingConsumersGetEverything) {
  Stress<64> stress(64);
  stress.blocking(1);
  stress.blocking(32);
  stress.publish(kEvents);
  stress.expect_all_accounted_for();
  EXPECT_EQ(stress.outcome(0).lost + stress.outcome(1).lost, 0U);
}

TEST(RingStress, OneRingServesBothKindsAtOnce) {
  Stress<128> stress(32);
  stress.dropping(3, false);
  stress.blocking(8);
  stress.dropping(8, true);
  stress.publish(kEvents);
  stress.expect_all_accounted_for();
  EXPECT_EQ(stress.outcome(1).lost, 0U);
}

TEST(RingStress, BlockingConsumersMayComeAndGoWhileItIsPublished) {
  using Slot = FixedSlot<64>;
  TestRing<Slot> memory(64);
  std::atomic<bool> ended = false;
  std::atomic<std::uint64_t> wrong = 0;
  std::thread visitor([&] {
    while (!ended.load()) {
      auto consumer = *BlockConsumer<Slot>::attach(memory.ring);
      std::uint64_t at = 0;
      for (int turns = 0; turns < 50 && !ended.load(); ++turns) {
        consumer.take(16, [&](std::uint64_t sequence, auto payload) {
          if (at != 0 && sequence != at) ++wrong;
          if (!value_of<CheckedEvent<64>>(payload).is_of(sequence)) ++wrong;
          at = sequence + 1;
        });
        std::this_thread::yield();
      }
    }
  });
  RingPublisher<Slot> publisher(memory.ring);
  YieldIdle idle;
  for (std::uint64_t i = 0; i < kEvents; ++i) {
    publisher.publish(bytes_of(CheckedEvent<64>::of(i)), idle);
  }
  ended.store(true);
  visitor.join();
  EXPECT_EQ(wrong.load(), 0U);
}

}  // namespace
}  // namespace holdfast
