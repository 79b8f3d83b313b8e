// The agent and its surroundings: applies of people, its own CPUs.
#include <gtest/gtest.h>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

TEST(Agent, AnApplyThatEndedIsInTheStatusAndToldOnce) {
  AgentWorld world(false);
  EXPECT_EQ(world.agent->status().last_apply, "");
  ApplyRecord apply;
  apply.journal = "17 2026-05-01T14:03:05Z";
  apply.ended_ns = 1'777'644'187'000'000'000;
  apply.outcome = "done";
  world.host.ended = {apply};
  world.run(3);
  EXPECT_EQ(world.agent->status().last_apply, "17 done 2026-05-01T14:03:07Z");
  ASSERT_EQ(world.output.applies.size(), 1U);
  EXPECT_EQ(world.output.applies[0], apply);
}

TEST(Agent, ItStaysOnThePolicysHousekeepingCpusAndSaysSoOnce) {
  AgentWorld world(false);
  EXPECT_TRUE(world.host.stayed_on.empty());
  world.policy.policy.housekeeping = CpuSet{0, 1};
  world.policy.text = "2";
  world.run(65);
  ASSERT_EQ(world.host.stayed_on.size(), 1U);
  EXPECT_EQ(world.host.stayed_on[0], (CpuSet{0, 1}));
  std::size_t told = 0;
  for (const auto& event : world.of_kind(EventKind::policy)) {
    if (event.subject == "CPUs of the agent itself") ++told;
  }
  EXPECT_EQ(told, 1U);
}

TEST(Agent, OfHousekeepingCpusOnlyThoseOnlineAreTaken) {
  AgentWorld world(false);
  world.policy.policy.housekeeping = CpuSet{3, 9};
  world.policy.text = "2";
  world.run(2);
  ASSERT_EQ(world.host.stayed_on.size(), 1U);
  EXPECT_EQ(world.host.stayed_on[0], CpuSet{3});
}

TEST(Agent, ThatItMayNotMoveIsToldWithTheReason) {
  AgentWorld world(false);
  world.host.may_not_stay = true;
  world.policy.policy.housekeeping = CpuSet{0};
  world.policy.text = "2";
  world.run(65);
  EXPECT_EQ(world.host.stayed_on.size(), 1U);
  const auto events = world.of_kind(EventKind::policy);
  EXPECT_EQ(events.back().evidence, "not moved: sched_setaffinity: EPERM");
}

}  // namespace
}  // namespace holdfast
