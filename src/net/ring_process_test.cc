// A ring between two processes, of which one dies.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "feed/block_consumer.h"
#include "feed/ring_gauges.h"
#include "feed/ring_publisher.h"
#include "feed/slot.h"
#include "net/idle.h"

namespace holdfast {
namespace {

using Slot = FixedSlot<64>;
constexpr std::uint64_t kCapacity = 16;

struct Event {
  std::array<std::uint64_t, 8> words;
};
Event event_of(std::uint64_t number) { return {{number, number * 3}}; }

class RingProcesses : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::size_t bytes = Ring<Slot>::bytes_for(kCapacity);
    void* const memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    memory_ = {static_cast<std::byte*>(memory), bytes};
    ASSERT_TRUE(Ring<Slot>::create(memory_, kCapacity));
  }
  void TearDown() override { ::munmap(memory_.data(), memory_.size()); }
  Ring<Slot> ring() const { return *Ring<Slot>::open(memory_); }

  /// A process that attaches as a blocking consumer, takes `most` events that must be right, and
  /// then keeps its place without taking any more, until it is killed.
  pid_t start_consumer(std::uint64_t most) const {
    const pid_t child = ::fork();
    if (child != 0) return child;
    auto consumer = BlockConsumer<Slot>::attach(ring(), static_cast<std::uint64_t>(::getpid()));
    if (!consumer) ::_exit(1);
    YieldIdle idle;
    for (std::uint64_t taken = 0; taken < most;) {
      const auto now = consumer->take(most - taken, [](std::uint64_t sequence, auto payload) {
        if (value_of<Event>(payload).words != event_of(sequence).words) ::_exit(2);
      });
      if (now == 0) idle.idle();
      taken += now;
    }
    for (;;) ::pause();
  }
  static bool has_died(pid_t child) {
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGKILL;
  }
  ConsumerGauges the_consumer() const {
    const auto gauges = read_gauges(ring().header());
    return gauges.consumers.size() == 1 ? gauges.consumers[0] : ConsumerGauges{};
  }
  void wait_for_consumer(RingPublisher<Slot>& publisher) const {
    YieldIdle idle;
    while (the_consumer().policy != ConsumerState::blocking) {
      publisher.attend();
      idle.idle();
    }
  }

  std::span<std::byte> memory_;
};

TEST_F(RingProcesses, OneThatDiesWhileThePublisherWaitsForItSetsItFreeWhenItsRowIsGivenBack) {
  RingPublisher<Slot> publisher(ring());
  const pid_t child = start_consumer(5);
  wait_for_consumer(publisher);
  YieldIdle idle;
  std::uint64_t next = publisher.published();
  ASSERT_EQ(next, 0U);
  for (; next < kCapacity + 5; ++next) publisher.publish(bytes_of(event_of(next)), idle);
  EXPECT_FALSE(publisher.try_publish(bytes_of(event_of(next))));  // full of what it did not take
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_TRUE(has_died(child));
  // Its death alone changes nothing: whoever watches the process knows of it, the ring does not.
  EXPECT_FALSE(publisher.try_publish(bytes_of(event_of(next))));
  EXPECT_EQ(the_consumer().owner, static_cast<std::uint64_t>(child));
  EXPECT_EQ(the_consumer().depth, kCapacity);
  EXPECT_EQ(free_rows_of(ring().header(), static_cast<std::uint64_t>(child)), 1U);
  EXPECT_TRUE(publisher.try_publish(bytes_of(event_of(next))));
  for (++next; next < 10 * kCapacity; ++next) {
    ASSERT_TRUE(publisher.try_publish(bytes_of(event_of(next))));
  }
  EXPECT_EQ(free_rows_of(ring().header(), static_cast<std::uint64_t>(child)), 0U);
}

TEST_F(RingProcesses, TheRowOfAnotherProcessIsLeftAlone) {
  RingPublisher<Slot> publisher(ring());
  auto ours = BlockConsumer<Slot>::attach(ring(), static_cast<std::uint64_t>(::getpid()));
  auto nobodys = BlockConsumer<Slot>::attach(ring());
  publisher.attend();
  const pid_t child = start_consumer(0);
  YieldIdle idle;
  while (read_gauges(ring().header()).consumers.size() < 3) idle.idle();
  ::kill(child, SIGKILL);
  ASSERT_TRUE(has_died(child));
  EXPECT_EQ(free_rows_of(ring().header(), static_cast<std::uint64_t>(child)), 1U);
  EXPECT_EQ(read_gauges(ring().header()).consumers.size(), 2U);
  for (std::uint64_t i = 0; i < kCapacity; ++i) {
    ASSERT_TRUE(publisher.try_publish(bytes_of(event_of(i))));
  }
  EXPECT_FALSE(publisher.try_publish(bytes_of(event_of(0))));  // these two still gate it
  EXPECT_EQ(ours->take(kCapacity, [](std::uint64_t, auto) {}), kCapacity);
  EXPECT_FALSE(publisher.try_publish(bytes_of(event_of(0))));
  EXPECT_EQ(nobodys->take(kCapacity, [](std::uint64_t, auto) {}), kCapacity);
  EXPECT_TRUE(publisher.try_publish(bytes_of(event_of(0))));
}

}  // namespace
}  // namespace holdfast
