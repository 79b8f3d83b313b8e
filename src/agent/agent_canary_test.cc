#include <gtest/gtest.h>

#include <algorithm>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// Treated 10 to 70 s, control 70 to 130, a gap, treated 190 to 250, from the fake host's epoch.
CanarySchedule schedule() {
  const std::int64_t epoch = 1'800'000'000 * kSecond;
  CanarySchedule schedule;
  schedule.name = "md";
  schedule.seed_sha256 = std::string(64, 'a');
  schedule.blocks = {{epoch + 10 * kSecond, epoch + 70 * kSecond, CanaryArm::treated},
                     {epoch + 70 * kSecond, epoch + 130 * kSecond, CanaryArm::control},
                     {epoch + 190 * kSecond, epoch + 250 * kSecond, CanaryArm::treated}};
  return schedule;
}

/// Turns until the fake host's clock shows so many seconds.
void run_to(AgentWorld& world, double seconds) {
  world.run(seconds - static_cast<double>(world.host.now().ns) / 1e9);
}

std::vector<std::string> borders(const AgentWorld& world) {
  std::vector<std::string> found;
  for (const auto& event : world.of_kind(EventKind::policy)) {
    if (event.subject != "canary") continue;
    EXPECT_EQ(event.cause, EventCause::canary);
    found.push_back(event.from + " > " + event.to);
  }
  return found;
}

TEST(AgentCanary, HealsInTreatedBlocksAndOnlyWatchesInControlBlocks) {
  AgentWorld world(true, schedule());
  run_to(world, 40);
  world.move(2, "0", "irqbalance.service");
  run_to(world, 50);
  EXPECT_EQ(world.host.written.size(), 1U);
  ASSERT_EQ(world.of_kind(EventKind::repair).size(), 1U);
  EXPECT_EQ(world.of_kind(EventKind::repair)[0].cause, EventCause::canary);
  run_to(world, 90);
  world.move(1, "3", "irqbalance.service");
  run_to(world, 129);
  EXPECT_EQ(world.host.written.size(), 1U);
  EXPECT_EQ(world.of_kind(EventKind::change).size(), 2U);
  run_to(world, 132);  // the gap: the policy alone decides
  EXPECT_EQ(world.host.written.size(), 2U);
}

TEST(AgentCanary, EachBorderIsAnEventAndEachWindowHasItsLabel) {
  AgentWorld world(true, schedule());
  run_to(world, 260);
  EXPECT_EQ(borders(world),
            (std::vector<std::string>{"no block > treated 1", "treated 1 > control 2",
                                      "control 2 > no block", "no block > treated 3",
                                      "treated 3 > no block"}));
  std::vector<std::string> labels;
  for (const auto& frame : world.output.frames) {
    if (labels.empty() || labels.back() != frame.canary) labels.push_back(frame.canary);
  }
  EXPECT_EQ(labels.front(), "none");
  EXPECT_EQ(labels.back(), "none");
  EXPECT_NE(std::find(labels.begin(), labels.end(), "treated 1 washout"), labels.end());
  EXPECT_NE(std::find(labels.begin(), labels.end(), "control 2"), labels.end());
  EXPECT_EQ(world.agent->status().canary, "");
  EXPECT_EQ(world.agent->status().canary_course, (CanaryCourse{"md", 3, std::nullopt, ""}));
}

TEST(AgentCanary, APolicyThatObservesIsNotMadeToHeal) {
  AgentWorld world(false, schedule());
  run_to(world, 40);
  world.move(2, "0", "irqbalance.service");
  run_to(world, 60);
  EXPECT_TRUE(world.host.written.empty());
  EXPECT_EQ(world.agent->status().canary, "treated 1");
}

TEST(AgentCanary, AWallClockThatIsSetLeadsToTheBlockOfItsTime) {
  AgentWorld world(true, schedule());
  run_to(world, 40);
  world.host.wall_step_ns = 60 * kSecond;  // now 100 s: control
  world.run(1);
  EXPECT_EQ(world.agent->status().canary, "control 2");
  world.move(2, "0", "irqbalance.service");
  world.run(5);
  EXPECT_TRUE(world.host.written.empty());
  world.host.wall_step_ns = 0;
  world.run(1);
  EXPECT_EQ(world.agent->status().canary, "treated 1");
  EXPECT_EQ(world.host.written.size(), 1U);
  EXPECT_EQ(borders(world).back(), "control 2 > treated 1");
}

}  // namespace
}  // namespace holdfast
