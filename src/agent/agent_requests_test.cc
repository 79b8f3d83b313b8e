// What the agent makes of requests that BPF saw: read at once, counted to the last.
#include <gtest/gtest.h>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kQueue = 2;

Sighting request(AgentWorld& world, std::string detail, std::uint64_t count,
                 std::uint32_t pid = 812) {
  return {.kind = SightingKind::affinity_requested,
          .what = "42",
          .detail = std::move(detail),
          .at = world.host.now(),
          .actor = Actor{.pid = ThreadId{pid}, .comm = "burst", .exe = "/usr/bin/burst"},
          .count = count};
}

void turn(AgentWorld& world) {
  world.host.pass(0.001);
  world.agent->do_work(world.host.now());
}

TEST(AgentRequests, ARequestIsLookedAtAtOnceAndNamesWhoAsked) {
  AgentWorld world(false);
  world.move(kQueue, "0", "", false);
  world.watcher->waiting.push_back(request(world, "0", 1));
  turn(world);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, EventCause::writer);
  EXPECT_EQ(changes[0].to, "0");
  EXPECT_EQ(changes[0].evidence, "burst (pid 812) asked for CPUs 0 for interrupt 42");
  EXPECT_TRUE(changes[0].exact);
}

TEST(AgentRequests, WhatBothWatchersSawIsCountedOnceAndExactly) {
  AgentWorld world(false);
  world.move(kQueue, "0", "");  // fanotify's word for it, which merges
  world.watcher->waiting.push_back(request(world, "0", 5000));
  turn(world);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].count, 5000U);
  EXPECT_TRUE(changes[0].exact);
}

TEST(AgentRequests, WhatIsCountedWhileNothingChangedIsToldWithTheNextChange) {
  AgentWorld world(false);
  world.watcher->waiting.push_back(request(world, "", 300));
  turn(world);
  EXPECT_TRUE(world.of_kind(EventKind::change).empty());
  world.move(kQueue, "0", "", false);
  world.watcher->waiting.push_back(request(world, "0", 7));
  turn(world);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].count, 307U);
}

TEST(AgentRequests, AChangeThatIsFoundBeforeItsRequestIsCountedIsNotCountedTwice) {
  AgentWorld world(false);
  world.move(kQueue, "0", "");
  turn(world);  // by fanotify's word
  world.move(kQueue, "1", "", false);
  world.watcher->waiting.push_back(request(world, "1", 5));
  turn(world);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].count, 1U);
  EXPECT_EQ(changes[1].count, 4U);
}

TEST(AgentRequests, ManyWritesThatAreToldBeforeTheirRequestsAreCountedAreNotCountedTwice) {
  AgentWorld world(false);
  world.move(kQueue, "0", "");
  world.watcher->waiting.back().count = 32;  // fanotify merges: 32 at least
  turn(world);
  world.move(kQueue, "1", "", false);
  world.watcher->waiting.push_back(request(world, "1", 100));
  turn(world);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].count, 32U);
  EXPECT_FALSE(changes[0].exact);
  EXPECT_EQ(changes[1].count, 68U);
  EXPECT_TRUE(changes[1].exact);
}

TEST(AgentRequests, ManyThatChangedNothingAreToldAfterASecond) {
  AgentWorld world(true);
  world.watcher->waiting.push_back(request(world, "", 300));
  world.run(2);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].from, "2");
  EXPECT_EQ(changes[0].to, "2");
  EXPECT_EQ(changes[0].count, 300U);
  EXPECT_EQ(changes[0].actor->comm, "burst");
  EXPECT_TRUE(world.host.written.empty());
}

TEST(AgentRequests, ManyThatEndWhereTheyBeganAreChangesThoughTheInterruptMovedMeanwhile) {
  AgentWorld world(false);
  world.watcher->waiting.push_back(request(world, "", 6));
  for (auto& vector : world.host.host().vectors) {
    if (vector.irq == IrqNumber{42}) vector.effective = CpuSet{3};
  }
  world.host.stuck.insert(42);
  world.run(2);
  const auto moves = world.of_kind(EventKind::moved);
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(moves[0].count, 1U);
  EXPECT_TRUE(moves[0].exact);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].from, "2");
  EXPECT_EQ(changes[0].to, "2");
  EXPECT_EQ(changes[0].count, 6U);
  EXPECT_TRUE(changes[0].exact);
}

TEST(AgentRequests, WhatAMoveWasSeenBesideIsCountedWithTheNextChangeAndOnce) {
  AgentWorld world(false);
  world.watcher->waiting.push_back(request(world, "", 2));
  world.host.host().vectors[kQueue].effective = CpuSet{3};
  turn(world);
  world.move(kQueue, "0", "", false);
  world.watcher->waiting.push_back(request(world, "0", 1));
  world.run(3);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].count, 3U);
}

TEST(AgentRequests, WhatIrqbalanceWasSeenToWriteBeforeItsRequestsAreCountedIsNotCountedTwice) {
  AgentWorld world(false);
  world.move(kQueue, "0", "");
  world.watcher->waiting.back().actor->exe = "/usr/sbin/irqbalance";
  turn(world);
  world.move(kQueue, "1", "", false);
  world.watcher->waiting.push_back(request(world, "1", 2));
  turn(world);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].cause, EventCause::irqbalance);
  EXPECT_EQ(changes[1].count, 1U);
}

TEST(AgentRequests, OneThatChangedNothingIsNoNewsAndNeitherIsOurOwn) {
  AgentWorld world(false);
  world.watcher->waiting.push_back(request(world, "2", 1));
  world.watcher->waiting.push_back(request(world, "2", 9, 4242));
  world.run(3);
  EXPECT_TRUE(world.of_kind(EventKind::change).empty());
}

TEST(AgentRequests, WhyADriverAskedMayBeToldAMomentLater) {
  AgentWorld world(false);
  world.move(kQueue, "0", "", false);
  auto hint = request(world, "0", 1);
  hint.kind = SightingKind::affinity_hinted;
  world.watcher->waiting.push_back(hint);
  turn(world);
  EXPECT_TRUE(world.of_kind(EventKind::change).empty());
  world.watcher->waiting.push_back({.kind = SightingKind::ethtool_notified,
                                    .what = "eth0",
                                    .detail = "channels",
                                    .at = world.host.now()});
  world.run(1);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, EventCause::channel_change);
  EXPECT_EQ(changes[0].actor->comm, "burst");
}

}  // namespace
}  // namespace holdfast
