#include "healing/healer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace holdfast {
namespace {

Instant at(double seconds) { return Instant{static_cast<std::int64_t>(seconds * 1e9)}; }

HealSettings healing() {
  HealSettings settings;
  settings.heal = true;
  return settings;
}

const Drift kQueue{"vector eth0 rx 0", "eth0 rx 0 (irq 38)", Risk::safe};

/// One change by `actor` and what is done about it.
HealDecision change(Healer& healer, double seconds, std::string_view actor,
                    const Drift& drift = kQueue) {
  healer.changed(drift, EventCause::writer, actor, at(seconds));
  const HealDecision decision = healer.decide(drift, at(seconds));
  if (decision == HealDecision::repair) healer.repaired(drift, at(seconds));
  return decision;
}

TEST(Healer, NothingIsRepairedUnlessThePolicySaysHeal) {
  Healer healer;
  EXPECT_EQ(change(healer, 1, "irqbalance.service"), HealDecision::observe);
  healer.set(healing());
  EXPECT_EQ(change(healer, 2, "irqbalance.service"), HealDecision::repair);
}

TEST(Healer, WhatAPersonDidIsLeftUntilSomebodyElseChangesIt) {
  Healer healer(healing());
  healer.changed(kQueue, EventCause::human, "/usr/bin/holdfast", at(1));
  EXPECT_EQ(healer.decide(kQueue, at(1)), HealDecision::respected);
  EXPECT_EQ(healer.decide(kQueue, at(500)), HealDecision::respected);
  EXPECT_EQ(change(healer, 501, "irqbalance.service"), HealDecision::repair);
}

TEST(Healer, WhatHoldfastItselfHasNotSeenHappenIsRepaired) {
  Healer healer(healing());
  EXPECT_EQ(healer.decide(kQueue, at(1)), HealDecision::repair);
}

TEST(Healer, NothingIsRepairedWhilePaused) {
  Healer healer(healing());
  healer.pause(true);
  EXPECT_EQ(healer.decide(kQueue, at(1)), HealDecision::paused);
  healer.pause(false);
  EXPECT_EQ(healer.decide(kQueue, at(2)), HealDecision::repair);
}

TEST(Healer, AnAllowedActorMayChangeWhatItLikes) {
  HealSettings settings = healing();
  settings.allow = {"tuned*"};
  Healer healer(settings);
  EXPECT_EQ(change(healer, 1, "tuned.service"), HealDecision::allowed);
  EXPECT_EQ(change(healer, 2, "irqbalance.service"), HealDecision::repair);
}

TEST(Healer, WhatResetsQueuesWaitsForAPerson) {
  Healer healer(healing());
  EXPECT_EQ(healer.decide({"rings eth0", "eth0 rings", Risk::resets_queues}, at(1)),
            HealDecision::not_safe);
}

TEST(Healer, ManyDriftsOfOneActorInOneTurnAreOneRepair) {
  Healer healer(healing());
  for (int queue = 0; queue < 64; ++queue) {
    const Drift drift{"vector eth0 rx " + std::to_string(queue), "eth0", Risk::safe};
    EXPECT_EQ(change(healer, 1, "irqbalance.service", drift), HealDecision::repair);
  }
}

TEST(Healer, OneRepairOfManySettingsIsUndoneOnce) {
  Healer healer(healing());
  const Drift other{"vector eth0 rx 1", "eth0 rx 1 (irq 39)", Risk::safe};
  const Drift third{"vector eth0 rx 2", "eth0 rx 2 (irq 40)", Risk::safe};
  for (double second = 1; second < 3; ++second) {
    for (const auto& drift : {kQueue, other, third}) {
      EXPECT_EQ(change(healer, second, "irqbalance.service", drift), HealDecision::repair);
    }
  }
  EXPECT_TRUE(healer.given_way().empty()) << "it undid one repair, of three settings";
}

TEST(Healer, ItSaysWhomItGivesWayToOverWhichSetting) {
  Healer healer(healing());
  for (double second = 1; second < 4; ++second) change(healer, second, "irqbalance.service");
  EXPECT_EQ(change(healer, 4, "irqbalance.service"), HealDecision::yielding);
  const auto given = healer.given_way_over(kQueue.key);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->actor, "irqbalance.service");
  EXPECT_FALSE(healer.given_way_over("vector eth0 rx 1"));
}

TEST(Healer, TheSeventhRepairInAMinuteWaits) {
  Healer healer(healing());
  for (int i = 0; i < 6; ++i) {
    const Drift drift{"vector eth0 rx " + std::to_string(i), "eth0", Risk::safe};
    EXPECT_EQ(change(healer, i, "", drift), HealDecision::repair);
  }
  EXPECT_EQ(change(healer, 7, ""), HealDecision::rate_limited);
  EXPECT_EQ(healer.next_look(at(7)), at(60));
  EXPECT_EQ(healer.decide(kQueue, at(60)), HealDecision::repair);
}

TEST(Healer, WhoeverUndoesThreeRepairsIsGivenWayTo) {
  Healer healer(healing());
  EXPECT_EQ(change(healer, 1, "irqbalance.service"), HealDecision::repair);
  EXPECT_EQ(change(healer, 12, "irqbalance.service"), HealDecision::repair);
  EXPECT_EQ(change(healer, 22, "irqbalance.service"), HealDecision::repair);
  EXPECT_EQ(change(healer, 32, "irqbalance.service"), HealDecision::yielding);
  EXPECT_EQ(healer.decide(kQueue, at(40)), HealDecision::yielded);
  ASSERT_EQ(healer.given_way().size(), 1U);
  EXPECT_EQ(healer.given_way()[0], (GivenWay{"irqbalance.service", "eth0 rx 0 (irq 38)", at(92)}));
  // Another actor is no party to that fight.
  EXPECT_EQ(change(healer, 41, "cron.service"), HealDecision::repair);
}

TEST(Healer, AfterGivingWayItTriesAgainAtGrowingIntervals) {
  Healer healer(healing());
  for (const double seconds : {1.0, 12.0, 22.0, 32.0}) change(healer, seconds, "a.service");
  double retry = 92, wait = 60;
  for (int trial = 0; trial < 8; ++trial) {
    EXPECT_EQ(healer.decide(kQueue, at(retry - 1)), HealDecision::yielded);
    EXPECT_EQ(healer.decide(kQueue, at(retry)), HealDecision::repair);
    healer.repaired(kQueue, at(retry));
    EXPECT_EQ(change(healer, retry + 1, "a.service"), HealDecision::yielding);
    wait = std::min(2 * wait, kLongestRetrySeconds);
    retry += 1 + wait;
    EXPECT_EQ(healer.given_way()[0].retry_at, at(retry));
  }
}

TEST(Healer, ATrialThatIsNotUndoneEndsTheFight) {
  Healer healer(healing());
  for (const double seconds : {1.0, 12.0, 22.0, 32.0}) change(healer, seconds, "a.service");
  EXPECT_EQ(healer.decide(kQueue, at(92)), HealDecision::repair);
  healer.repaired(kQueue, at(92));
  EXPECT_EQ(change(healer, 800, "a.service"), HealDecision::repair);
  EXPECT_TRUE(healer.given_way().empty());
}

TEST(Healer, UndoingsThatAreFarApartAreNoFight) {
  Healer healer(healing());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(change(healer, 1 + i * 400.0, "a.service"), HealDecision::repair) << i;
  }
}

TEST(Healer, UnknownActorsAreToldApartByTheirObject) {
  Healer healer(healing());
  const Drift other{"vector eth0 rx 1", "eth0 rx 1 (irq 39)", Risk::safe};
  for (const double seconds : {1.0, 12.0, 22.0}) {
    EXPECT_EQ(change(healer, seconds, ""), HealDecision::repair);
  }
  EXPECT_EQ(change(healer, 32, ""), HealDecision::yielding);
  EXPECT_EQ(change(healer, 33, "", other), HealDecision::repair);
}

RC_GTEST_PROP(Healer, NeverMoreTurnsInAMinuteThanThePolicyAllows, ()) {
  Healer healer(healing());
  std::vector<double> repairs;
  double now = 0;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20'000));
  for (const int step : steps) {
    now += 0.001 + step / 1000.0;
    const int actor = step % 5;
    const Drift drift{"k" + std::to_string(step % 7), "l", Risk::safe};
    if (change(healer, now, "a" + std::to_string(actor), drift) == HealDecision::repair) {
      repairs.push_back(now);
    }
  }
  for (std::size_t i = 6; i < repairs.size(); ++i) {
    RC_ASSERT(repairs[i] - repairs[i - 6] >= 59.999);
  }
}

}  // namespace
}  // namespace holdfast
