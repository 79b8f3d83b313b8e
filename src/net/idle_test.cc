#include "net/idle.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "feed/block_consumer.h"
#include "feed/ring_publisher.h"
#include "feed/slot.h"

namespace holdfast {
namespace {

using Slot = FixedSlot<64>;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct alignas(kApartBytes) Memory {
  std::array<std::byte, sizeof(RingHeader) + 16 * 64> bytes;
};

struct Word {
  std::array<std::uint64_t, 8> words;
};

TEST(ParkIdle, SleepsNoLongerThanItsBoundWhenNothingComes) {
  const auto memory = std::make_unique<Memory>();
  const auto ring = *Ring<Slot>::create(memory->bytes, 16);
  ParkIdle idle(ring.header(), milliseconds(20));
  const auto began = Clock::now();
  for (int i = 0; i < 33; ++i) idle.idle();
  EXPECT_GE(Clock::now() - began, milliseconds(19));
  EXPECT_LT(Clock::now() - began, milliseconds(2000));
  EXPECT_EQ(ring.header().parked.load(), 0U);
}

TEST(ParkIdle, DoesNotSleepWhenSomethingCameMeanwhile) {
  const auto memory = std::make_unique<Memory>();
  const auto ring = *Ring<Slot>::create(memory->bytes, 16);
  RingPublisher publisher(ring);
  ParkIdle idle(ring.header(), std::chrono::seconds(60));
  for (int i = 0; i < 32; ++i) idle.idle();
  ASSERT_TRUE(publisher.try_publish(bytes_of(Word{})));
  const auto began = Clock::now();
  idle.idle();
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(30));
}

TEST(ParkIdle, NoWakeIsMissed) {
  const auto memory = std::make_unique<Memory>();
  const auto ring = *Ring<Slot>::create(memory->bytes, 16);
  constexpr std::uint64_t kEvents = 4'000;
  std::atomic<std::uint64_t> received = 0;
  auto consumer = *BlockConsumer<Slot>::attach(ring);
  RingPublisher publisher(ring);
  std::thread reader([&] {
    ParkIdle idle(ring.header(), std::chrono::seconds(10));
    while (received.load() < kEvents) {
      const auto taken =
          consumer.take(16, [&](std::uint64_t, std::span<const std::byte, 64>) { ++received; });
      if (taken == 0) {
        idle.idle();
      } else {
        idle.reset();
      }
    }
  });
  const auto began = Clock::now();
  YieldIdle idle;
  for (std::uint64_t i = 0; i < kEvents; ++i) {
    // Every other event comes while the reader goes to sleep, the rest while it looks.
    while (i % 2 != 0 && ring.header().parked.load() == 0) idle.idle();
    publisher.publish(bytes_of(Word{}), idle);
    wake_parked(ring.header());
    // The next is sent only when this one was read: a missed wake would take ten seconds.
    while (received.load() <= i) idle.idle();
  }
  reader.join();
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(9));
}

}  // namespace
}  // namespace holdfast
