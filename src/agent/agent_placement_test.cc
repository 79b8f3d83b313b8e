#include <gtest/gtest.h>

#include <algorithm>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

/// Queue 2's interrupts come on CPU 0 though its mask says 2.
void misplace(AgentWorld& world) {
  world.host.stuck.insert(42);
  for (auto& vector : world.host.host().vectors) {
    if (vector.irq == IrqNumber{42}) vector.effective = CpuSet{0};
  }
}

TEST(AgentPlacement, AnInterruptThatComesElsewhereUnderARightMaskIsPlacedAgain) {
  AgentWorld world(true);
  misplace(world);
  world.run(10);
  ASSERT_EQ(world.host.written.size(), 1U);
  EXPECT_EQ(world.host.written[0].value, "2");
  EXPECT_EQ(world.vector(2).effective, CpuSet{2});
  EXPECT_EQ(world.of_kind(EventKind::moved).size(), 1U);
  const auto repairs = world.of_kind(EventKind::repair);
  ASSERT_EQ(repairs.size(), 1U);
  EXPECT_EQ(repairs[0].from, "0");
  EXPECT_EQ(repairs[0].to, "2");
  EXPECT_EQ(repairs[0].cause, EventCause::repair);
  EXPECT_EQ(world.agent->status().repairs, 1U);
}

TEST(AgentPlacement, APolicyThatObservesWritesNothing) {
  AgentWorld world(false);
  misplace(world);
  world.run(30);
  EXPECT_TRUE(world.host.written.empty());
  EXPECT_EQ(world.of_kind(EventKind::moved).size(), 1U);
}

TEST(AgentPlacement, WithoutInterruptsAPendingMoveIsLeftAlone) {
  AgentWorld world(true);
  misplace(world);
  for (int turn = 0; turn < 300; ++turn) {  // time passes and nothing fires
    world.host.pass(0.1);
    world.agent->do_work(world.host.now());
  }
  EXPECT_TRUE(world.host.written.empty());
}

TEST(AgentPlacement, WhatStaysElsewhereIsToldOnceAndTriedAtGrowingIntervals) {
  AgentWorld world(true);
  world.host.stay_stuck = true;
  misplace(world);
  world.run(120);
  EXPECT_GE(world.host.written.size(), 3U);
  EXPECT_LE(world.host.written.size(), 6U);
  const auto refused = world.of_kind(EventKind::refused_repair);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_NE(refused[0].evidence.find("still come elsewhere"), std::string::npos);
  EXPECT_TRUE(world.of_kind(EventKind::repair).empty());
}

TEST(AgentPlacement, OneThatIsMisplacedAgainAndAgainIsGivenUp) {
  AgentWorld world(true);
  for (int round = 0; round < 6; ++round) {
    misplace(world);
    world.run(12);
  }
  EXPECT_EQ(world.host.written.size(), 3U);
  const auto yields = world.of_kind(EventKind::yield);
  ASSERT_EQ(yields.size(), 1U);
  // Of the fight over the place, which is not the one over the mask.
  EXPECT_NE(yields[0].evidence.find("next try in 60 s"), std::string::npos) << yields[0].evidence;
  EXPECT_FALSE(yields[0].actor);
}

TEST(AgentPlacement, WhileAPersonsApplyRunsNothingIsWritten) {
  AgentWorld world(true);
  world.host.apply_runs = true;
  misplace(world);
  world.run(20);
  EXPECT_TRUE(world.host.written.empty());
}

}  // namespace
}  // namespace holdfast
