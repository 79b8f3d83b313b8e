#include "agent/agent.h"

#include <gtest/gtest.h>

#include "agent/agent_test_fixture.h"

namespace holdfast {
namespace {

TEST(Agent, AMaskThatTheKernelDroppedBeforeItWasSeenIsTold) {
  AgentWorld world(true);
  world.move(2, "0", "tuned.service");
  world.move(2, "2", "", false);
  Sighting refused{.kind = SightingKind::vector_refused, .what = "42", .detail = "0"};
  refused.at = world.host.now();
  world.watcher->waiting.push_back(refused);
  world.run(2);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, EventCause::vector_exhaustion);
  EXPECT_EQ(changes[0].from, changes[0].to);
  ASSERT_TRUE(changes[0].actor);
  EXPECT_EQ(changes[0].actor->unit, "tuned.service");
  EXPECT_TRUE(world.host.written.empty());
}

TEST(Agent, AHostAsThePolicyWantsItIsLeftAlone) {
  AgentWorld world(true);
  world.run(60);
  EXPECT_TRUE(world.host.written.empty());
  EXPECT_TRUE(world.of_kind(EventKind::change).empty());
  EXPECT_EQ(world.agent->status().met, 4U);
  EXPECT_EQ(world.agent->status().regime, Regime::aligned);
}

TEST(Agent, AMovedVectorIsToldWithItsWriterAndPutBackInTheSameTurn) {
  AgentWorld world(true);
  world.move(2, "0", "irqbalance.service");
  world.host.pass(0.001);
  world.agent->do_work(world.host.now());
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].subject, "eth0 rx+tx 2 (irq 42)");
  EXPECT_EQ(changes[0].from, "2");
  EXPECT_EQ(changes[0].to, "0");
  EXPECT_EQ(changes[0].wanted, "2");
  ASSERT_TRUE(changes[0].actor);
  EXPECT_EQ(changes[0].actor->unit, "irqbalance.service");
  EXPECT_LE(changes[0].at_ns, changes[0].seen_ns);
  ASSERT_EQ(world.host.written.size(), 1U);
  EXPECT_EQ(world.host.written[0].value, "2");
  const auto repairs = world.of_kind(EventKind::repair);
  ASSERT_EQ(repairs.size(), 1U);
  EXPECT_EQ(repairs[0].from, "0");
  EXPECT_EQ(repairs[0].to, "2");
}

// The kernel shows a mask that was asked for, then the one before for an instant, then it again.
TEST(Agent, AMaskThatIsShownAsItWasForAnInstantIsOneChange) {
  AgentWorld world(false);
  world.move(2, "0", "tuned.service");
  world.agent->do_work(world.host.now());
  world.host.pass(0.003);
  world.move(2, "2", "tuned.service");
  world.agent->do_work(world.host.now());
  world.move(2, "0", "", false);
  world.run(3);
  ASSERT_EQ(world.of_kind(EventKind::change).size(), 1U);
  EXPECT_EQ(world.of_kind(EventKind::change)[0].to, "0");
}

TEST(Agent, AMaskThatIsPutBackAtOnceIsToldAFiftiethOfASecondLater) {
  AgentWorld world(false);
  world.move(2, "0", "tuned.service");
  world.agent->do_work(world.host.now());
  world.host.pass(0.003);
  world.move(2, "2", "tuned.service");
  const auto due = world.agent->do_work(world.host.now());
  EXPECT_EQ(world.of_kind(EventKind::change).size(), 1U);
  EXPECT_LE(elapsed_seconds(world.host.now(), due), 0.02);
  world.host.pass(0.02);
  world.agent->do_work(world.host.now());
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[1].to, "2");
  ASSERT_TRUE(changes[1].actor);
  EXPECT_EQ(changes[1].actor->unit, "tuned.service");
}

TEST(Agent, AMaskThatIsWrittenBetweenItsReadingAndThatOfThePlaceIsAChangeOfTheMask) {
  AgentWorld world(false);
  world.move(2, "2", "irqbalance.service");  // no change; a look
  world.host.before_effective = [&] {
    world.move(2, "0", "tuned.service");
    world.host.fire(1);
  };
  world.run(2);
  EXPECT_TRUE(world.of_kind(EventKind::moved).empty());
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].from, "2");
  EXPECT_EQ(changes[0].to, "0");
}

TEST(Agent, APolicyThatObservesTellsAndWritesNothing) {
  AgentWorld world(false);
  world.move(2, "0", "irqbalance.service");
  world.run(30);
  EXPECT_EQ(world.of_kind(EventKind::change).size(), 1U);
  EXPECT_TRUE(world.host.written.empty());
  ASSERT_EQ(world.agent->status().differences.size(), 1U);
  EXPECT_EQ(world.agent->status().differences[0].found, "0");
}

TEST(Agent, AChangeThatNoWatcherSawIsFoundInTheNextWindowAndSaidToBeUnknown) {
  AgentWorld world(true);
  world.move(1, "3", "", false);
  world.run(1.1);
  const auto changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, EventCause::unknown);
  EXPECT_FALSE(changes[0].actor);
  EXPECT_EQ(world.host.written.size(), 1U);
}

TEST(Agent, WhileAPersonsApplyRunsNothingIsWritten) {
  AgentWorld world(true);
  world.host.apply_runs = true;
  world.move(2, "0", "irqbalance.service");
  world.run(5);
  EXPECT_TRUE(world.host.written.empty());
  world.host.apply_runs = false;
  world.run(0.2);
  EXPECT_EQ(world.host.written.size(), 1U);
}

TEST(Agent, WhatWasDoneWhilePausedStaysAfterwards) {
  AgentWorld world(true);
  world.agent->pause(std::nullopt, "alice");
  world.move(2, "0", "sshd.service");
  world.run(5);
  EXPECT_TRUE(world.host.written.empty());
  world.agent->resume("alice");
  world.run(5);
  EXPECT_TRUE(world.host.written.empty());
  EXPECT_EQ(world.of_kind(EventKind::pause).size(), 2U);
  world.move(3, "0", "irqbalance.service");
  world.run(0.2);
  EXPECT_EQ(world.host.written.size(), 1U);
}

TEST(Agent, APauseEndsAtItsTime) {
  AgentWorld world(true);
  world.agent->pause(3, "alice");
  world.run(2);
  EXPECT_FALSE(world.agent->status().paused_by.empty());
  world.run(2);
  EXPECT_TRUE(world.agent->status().paused_by.empty());
}

TEST(Agent, AFightIsGivenUpByNameAndContained) {
  AgentWorld world(true);
  for (int round = 0; round < 4; ++round) {
    world.move(2, "0", "irqbalance.service");
    world.run(12);
  }
  EXPECT_EQ(world.host.written.size(), 3U);
  const auto yields = world.of_kind(EventKind::yield);
  ASSERT_EQ(yields.size(), 1U);
  EXPECT_NE(yields[0].evidence.find("irqbalance.service"), std::string::npos);
  EXPECT_EQ(world.agent->status().regime, Regime::safe_contain);
  ASSERT_EQ(world.agent->status().yielded.size(), 1U);
  EXPECT_EQ(world.agent->status().yielded[0].actor, "irqbalance.service");
}

TEST(Agent, AFightIsGivenUpByNameThoughItsChangesWereKeptBackInAStorm) {
  AgentWorld world(true);
  world.policy.policy.demands.settings.pop_back();  // queue 3 is anybody's
  world.policy.text = "2";
  world.move(2, "0", "", false);  // told, and nobody knows by whom
  world.run(12);
  for (int round = 0; round < 4; ++round) {
    for (int move = 0; move < 30; ++move) {
      world.host.pass(0.001);
      world.move(3, std::to_string(move % 3), "irqbalance.service");
      world.agent->do_work(world.host.now());
    }
    world.move(2, "0", "irqbalance.service");
    world.run(12);
  }
  const auto yields = world.of_kind(EventKind::yield);
  ASSERT_EQ(yields.size(), 1U);
  ASSERT_TRUE(yields[0].actor) << yields[0].evidence;
  EXPECT_EQ(yields[0].actor->unit, "irqbalance.service");
}

TEST(Agent, AStandingDriftRaisesTheRegimeStepByStep) {
  AgentWorld world(false);
  world.move(2, "0", "irqbalance.service");
  world.run(40);
  std::vector<std::string> states;
  for (const auto& event : world.of_kind(EventKind::regime)) states.push_back(event.to);
  EXPECT_EQ(states, (std::vector<std::string>{"AFFINITY_WARN", "AFFINITY_DRIFTED"}));
  world.move(2, "2", "sshd.service");
  world.run(60);
  EXPECT_EQ(world.agent->status().regime, Regime::aligned);
}

TEST(Agent, ABadNewPolicyIsRefusedAndTheOldOneStays) {
  AgentWorld world(true);
  world.policy.text = "2";
  world.policy.mistake = "policy.yaml:3:5: \"vektors\" is no key here: did you mean vectors?";
  world.run(3);
  EXPECT_EQ(world.agent->status().policy_error, world.policy.mistake);
  EXPECT_EQ(world.agent->status().policy, "test");
  world.move(2, "0", "irqbalance.service");
  world.run(0.2);
  EXPECT_EQ(world.host.written.size(), 1U);
  EXPECT_EQ(world.of_kind(EventKind::policy).size(), 2U);  // loaded, refused: each told once
  world.policy.text = "3";
  world.policy.mistake.clear();
  world.run(2);
  EXPECT_EQ(world.agent->status().policy_error, "");
}

TEST(Agent, WhatTheHostLacksForAMomentIsStillWantedAfterwards) {
  AgentWorld world(true);
  world.policy.lacking = "CPU 3 is offline";
  world.run(31);
  world.policy.lacking.clear();
  world.move(2, "0", "irqbalance.service");
  world.run(0.2);
  EXPECT_EQ(world.host.written.size(), 1U);
}

TEST(Agent, VectorsThatComeBackWithTheirDriverAreToldWithWhatTheyWere) {
  AgentWorld world(false);
  const auto nics = std::exchange(world.host.host().nics, {});
  auto vectors = std::exchange(world.host.host().vectors, {});
  world.run(31);
  for (auto& vector : vectors) vector.requested = vector.effective = CpuSet{0};
  world.host.host().nics = nics;
  world.host.host().vectors = std::move(vectors);
  Sighting bound;
  bound.kind = SightingKind::device_changed;
  bound.what = "/devices/pci0000:00/0000:00:03.0/net/eth0";
  bound.detail = "add";
  bound.at = world.host.now();
  world.watcher->waiting.push_back(bound);
  world.run(1);
  std::vector<Event> changes = world.of_kind(EventKind::change);
  ASSERT_EQ(changes.size(), 3U) << "queue 0 was on CPU 0 before, too";
  for (const auto& change : changes) {
    EXPECT_EQ(change.cause, EventCause::driver_reset);
    EXPECT_EQ(change.from, change.wanted);
    EXPECT_EQ(change.to, "0");
  }
}

TEST(Agent, AWriteThatTheKernelRefusesIsToldOnce) {
  AgentWorld world(true);
  world.host.refuse = [](const Setting&) -> Result<void> {
    return fail(ErrorCode::denied, "eth0 rx+tx 2 (irq 42): \"2\" was refused: EPERM");
  };
  world.move(2, "0", "irqbalance.service");
  world.run(120);
  const auto refused = world.of_kind(EventKind::refused_repair);
  ASSERT_GE(refused.size(), 1U);
  EXPECT_LE(refused.size(), 3U);
  EXPECT_NE(refused[0].evidence.find("EPERM"), std::string::npos);
  EXPECT_EQ(world.agent->status().repairs, 0U);
}

TEST(Agent, EventsAreNumberedWithoutAGap) {
  AgentWorld world(true);
  for (int round = 0; round < 10; ++round) {
    world.move(static_cast<std::uint32_t>(round) % 4, "0-3", "a.service");
    world.run(2);
  }
  for (std::size_t i = 0; i < world.output.events.size(); ++i) {
    EXPECT_EQ(world.output.events[i].number, i + 1);
  }
}

TEST(Agent, WhatBpfTracedIsInTheFramesAndTheJittersRatioIsOfIt) {
  AgentWorld world(true);
  world.host.trace = TraceReading{};
  for (int i = 0; i < 200; ++i) {
    PacketDelay packet;
    packet.software_ns = 1000 + i;
    world.host.trace->delays.push_back(packet);
  }
  world.host.trace->napis = {{8, CpuId{1}, "eth0", 1, 1000}};
  world.run(20);
  const auto& frame = world.output.frames.back();
  EXPECT_EQ(frame.jitter.source, "bpf");
  EXPECT_EQ(frame.jitter.count, 200U);
  ASSERT_TRUE(frame.jitter.ratio) << "ten aligned windows were seen";
  EXPECT_NEAR(*frame.jitter.ratio, 1, 1e-9);
}

}  // namespace
}  // namespace holdfast
