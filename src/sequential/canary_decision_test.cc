#include "sequential/canary_decision.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace holdfast {
namespace {

CanaryRule rule() {
  CanaryRule rule;
  rule.v_opt = {100, 4, 0.01, 0, 0};
  return rule;
}

// Pairs of two sessions, open and close among them, with the same differences but for a little.
std::vector<CanaryPair> pairs_of(std::size_t pairs, double cost, double hj99, double completion) {
  std::vector<CanaryPair> out;
  for (std::size_t i = 0; i < pairs; ++i) {
    const double little = i % 2 == 0 ? 1 : -1;
    CanaryPair pair{i % 2 == 0 ? "monday" : "tuesday",
                    i % 3 == 0   ? CanaryBucket::open
                    : i % 3 == 1 ? CanaryBucket::middle
                                 : CanaryBucket::close,
                    {cost + 0.1 * little, hj99 + 0.01 * little, completion + 0.001 * little},
                    true};
    out.push_back(pair);
  }
  return out;
}

CanaryDecision decide(const std::vector<CanaryPair>& pairs, const CanaryRule& by = rule()) {
  return decide_canary(pairs, looks_of(pairs, by), by);
}

bool holds(const CanaryDecision& decision, std::string_view id) {
  const auto found = std::ranges::find(decision.reasons, id, &CanaryReason::id);
  EXPECT_NE(found, decision.reasons.end()) << id;
  return found != decision.reasons.end() && found->holds;
}

TEST(CanaryDecision, WhatIsBetterInAllThatCountsIsPromoted) {
  const auto decision = decide(pairs_of(60, -2, -0.5, 0.01));
  EXPECT_EQ(decision.verdict, CanaryVerdict::promote);
  EXPECT_NEAR(decision.promote_threshold, std::log(20.0), 1e-12);
  EXPECT_NEAR(decision.harm_threshold, std::log(3 / 0.05), 1e-12);
}

TEST(CanaryDecision, EveryConditionAloneKeepsItFromPromotion) {
  const auto good = pairs_of(60, -2, -0.5, 0.01);
  const auto kept_by = [&](std::string_view id, const std::vector<CanaryPair>& pairs) {
    const auto decision = decide(pairs);
    EXPECT_NE(decision.verdict, CanaryVerdict::promote) << id;
    EXPECT_FALSE(holds(decision, id));
    for (const auto& reason : decision.reasons) {
      const bool is_of_promotion = &reason < &decision.reasons[7];
      EXPECT_TRUE(!is_of_promotion || reason.id == id || reason.holds) << id << reason.sentence;
    }
  };
  kept_by("COST_IMPROVES", pairs_of(60, 0, -0.5, 0.01));
  kept_by("HJ99_IMPROVES", pairs_of(60, -2, 0, 0.01));
  kept_by("COMPLETION_NOT_WORSE", pairs_of(60, -2, -0.5, -0.006));
  kept_by("ENOUGH_PAIRS", pairs_of(19, -9, -2, 0.1));
  auto changed = good;
  for (auto& pair : changed) pair.session = "monday";
  kept_by("ENOUGH_SESSIONS", changed);
  changed = good;
  for (auto& pair : changed) pair.bucket = CanaryBucket::open;
  kept_by("OPEN_AND_CLOSE", changed);
  changed = good;
  for (std::size_t i = 0; i < 4; ++i) changed[i].is_faithful = false;  // 56 of 60 are 93.3 %
  kept_by("FIDELITY", changed);
  changed[0].is_faithful = true;  // 57 of 60 are 95 %
  EXPECT_EQ(decide(changed).verdict, CanaryVerdict::promote);
}

TEST(CanaryDecision, CompletionMayLoseLessThanItsMarginOnly) {
  auto by = rule();
  by.v_opt[index_of(CanaryOutcome::completion)] = 100 * 1e-6;
  EXPECT_TRUE(holds(decide(pairs_of(60, -2, -0.5, -0.002), by), "COMPLETION_NOT_WORSE"));
  EXPECT_FALSE(holds(decide(pairs_of(60, -2, -0.5, -0.0049), by), "COMPLETION_NOT_WORSE"));
}

TEST(CanaryDecision, HarmAtAnyLookRollsBackWhateverCameLater) {
  auto pairs = pairs_of(40, -2, 0.5, 0.01);
  const auto later = pairs_of(120, -2, -0.5, 0.01);
  pairs.insert(pairs.end(), later.begin(), later.end());
  const auto decision = decide(pairs);
  EXPECT_EQ(decision.verdict, CanaryVerdict::rollback);
  EXPECT_TRUE(holds(decision, "HARM_LN_HJ99X"));
  EXPECT_FALSE(holds(decision, "HARM_COST"));
  EXPECT_EQ(decide(pairs_of(60, -2, -0.5, -0.05)).verdict, CanaryVerdict::rollback)
      << "completion that falls is harm";
}

TEST(CanaryDecision, AGuardrailIsLookedAtWhenItHasAVariance) {
  auto pairs = pairs_of(60, -2, -0.5, 0.01);
  for (auto& pair : pairs) pair.differences[index_of(CanaryOutcome::rejects)] = 0.02;
  EXPECT_EQ(decide(pairs).verdict, CanaryVerdict::promote);
  auto by = rule();
  by.v_opt[index_of(CanaryOutcome::rejects)] = 0.01;
  const auto decision = decide(pairs, by);
  EXPECT_EQ(decision.verdict, CanaryVerdict::rollback);
  EXPECT_NEAR(decision.harm_threshold, std::log(4 / 0.05), 1e-12);
}

TEST(CanaryDecision, ItStopsWhenThePairsAreUsedUpOrNothingWorthwhileIsLeft) {
  EXPECT_EQ(decide({}).verdict, CanaryVerdict::go_on);
  auto by = rule();
  by.least_worthwhile_bps = 1000;
  EXPECT_EQ(decide(pairs_of(399, 0, 0, 0), by).verdict, CanaryVerdict::stop_no_decision)
      << "nothing of 1000 bps is left";
  by.v_opt[0] = 1e9;  // so blunt that nothing is excluded
  by.least_worthwhile_bps = 0.5;
  EXPECT_EQ(decide(pairs_of(399, 0, 0, 0), by).verdict, CanaryVerdict::go_on);
  EXPECT_TRUE(holds(decide(pairs_of(400, 0, 0, 0), by), "PAIRS_USED_UP"));
  EXPECT_EQ(decide(pairs_of(400, 0, 0, 0), by).verdict, CanaryVerdict::stop_no_decision);
}

TEST(CanaryDecision, APairWithoutAFigureAddsNothingToItsTest) {
  auto pairs = pairs_of(30, -2, -0.5, 0.01);
  const auto whole = looks_of(pairs, rule());
  pairs.push_back({"monday", CanaryBucket::open, {}, true});
  const auto looks = looks_of(pairs, rule());
  ASSERT_EQ(looks.size(), 31U);
  EXPECT_EQ(looks.back().ln_e_cost, whole.back().ln_e_cost);
  EXPECT_EQ(looks.back().cost->low, whole.back().cost->low);
}

}  // namespace
}  // namespace holdfast
