#include "agent/watched_settings.h"

#include <gtest/gtest.h>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

Vector& queue(HostSnapshot& host, std::size_t number) { return host.vectors.at(number); }

std::vector<Change> seen_by_the_second(const HostSnapshot& first, const HostSnapshot& second) {
  WatchedSettings watched;
  EXPECT_TRUE(watched.renew(first, {}, Instant{1}, Instant{2}).empty());
  return watched.renew(second, {}, Instant{3}, Instant{4});
}

TEST(WatchedSettings, AnInterruptThatMovedWithinItsMaskIsAChangeOfItsPlaceAlone) {
  HostSnapshot first = four_queues();
  queue(first, 1).requested = CpuSet::range(0, 3);
  HostSnapshot second = first;
  queue(second, 1).effective = CpuSet{3};
  const auto changes = seen_by_the_second(first, second);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].effective_only);
  EXPECT_EQ(changes[0].from, "1");
  EXPECT_EQ(changes[0].to, "3");
  EXPECT_EQ(changes[0].object.irq, IrqNumber{41});
}

TEST(WatchedSettings, OneThatArrivesWhereItWasAskedIsNone) {
  HostSnapshot first = four_queues();
  queue(first, 1).requested = CpuSet{3};  // and it is still on CPU 1
  HostSnapshot second = first;
  queue(second, 1).effective = CpuSet{3};
  EXPECT_TRUE(seen_by_the_second(first, second).empty());
}

TEST(WatchedSettings, AnotherInterruptOfTheSameQueueHasNotMoved) {
  HostSnapshot first = four_queues();
  queue(first, 3).requested = CpuSet::range(0, 3);
  HostSnapshot second = first;
  queue(second, 3).irq = IrqNumber{60};
  queue(second, 3).effective = CpuSet{0};
  EXPECT_TRUE(seen_by_the_second(first, second).empty());
}

}  // namespace
}  // namespace holdfast
