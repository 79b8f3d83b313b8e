#include "regime/regime_machine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace holdfast {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

class RegimeMachine : public testing::Test {
 protected:
  std::optional<Transition> feed(RegimeInput input) {
    now_.ns += 1'000'000'000;
    input.at = now_;
    return step(state_, input, settings_);
  }
  std::optional<Transition> feed(std::optional<double> vam, std::optional<double> jitter = {}) {
    return feed(RegimeInput{.vam = vam, .jitter_ratio = jitter});
  }
  /// So many windows; how many transitions there were.
  int feed_all(int windows, const RegimeInput& input) {
    int transitions = 0;
    for (int i = 0; i < windows; ++i) transitions += feed(input) ? 1 : 0;
    return transitions;
  }

  RegimeState state_;
  RegimeSettings settings_;
  Instant now_;
};

TEST_F(RegimeMachine, TellsTheFiguresAndThresholdsOfATransition) {
  feed_all(5, {.vam = 0, .jitter_ratio = 1});
  feed_all(2, {.vam = 0.25, .jitter_ratio = 1.31});
  const auto warned = feed(0.25, 1.31);
  ASSERT_TRUE(warned);
  EXPECT_EQ(*warned,
            (Transition{Regime::aligned, Regime::warn, now_, "VAM 0.25 ≥ 0.08 in 3 windows"}));
  feed_all(4, {.vam = 0.25, .jitter_ratio = 1.31});
  const auto drifted = feed(0.25, 1.31);
  ASSERT_TRUE(drifted);
  EXPECT_EQ(drifted->evidence, "VAM 0.25 ≥ 0.15 in 5 windows; jitter 1.31 ≥ 1.25");
  feed_all(5, {.vam = 0.01, .jitter_ratio = 1.02});
  EXPECT_EQ(feed(0.01, 1.02)->evidence, "VAM 0.01 < 0.08 in 6 windows; jitter 1.02 < 1.1");
  feed_all(5, {.vam = 0.01});
  EXPECT_EQ(feed(0.01)->evidence, "VAM 0.01 < 0.04 in 6 windows; jitter not measured");
}

TEST_F(RegimeMachine, AsksForJitterOnlyWhereItIsMeasured) {
  feed_all(8, {.vam = 0.25});
  EXPECT_EQ(state_.regime, Regime::warn);
  feed_all(5, {.vam = 0.25, .jitter_ratio = 1.0});
  EXPECT_EQ(state_.regime, Regime::warn);
  feed_all(3, {.vam = 0.25});
  EXPECT_EQ(state_.regime, Regime::drifted);
}

TEST_F(RegimeMachine, TakesNaNForAnAbsentFigure) {
  feed_all(7, {.vam = 0.25, .jitter_ratio = kNaN});
  EXPECT_EQ(state_.regime, Regime::warn);
  const auto before = state_;
  EXPECT_EQ(feed_all(50, {.vam = kNaN, .jitter_ratio = 9}), 0);
  EXPECT_EQ(state_.regime, Regime::warn);
  EXPECT_EQ(state_.held, 50U);
  EXPECT_EQ(state_.above_drifted, before.above_drifted);
  feed(0.25);
  EXPECT_EQ(state_.held, 0U);
}

TEST_F(RegimeMachine, SaysSinceWhenItIsInAState) {
  feed(0.0);
  const auto first = now_;
  EXPECT_EQ(state_.since, first);
  feed_all(4, {.vam = 0.25});
  EXPECT_EQ(state_.since, now_) << "WARN, by the fourth, which is the fifth window";
  EXPECT_EQ(state_.regime, Regime::warn);
}

TEST_F(RegimeMachine, WaitsForTheSlowerOfTwoSignals) {
  settings_.jitter.enter_windows = 9;
  feed_all(5, {.vam = 0.25, .jitter_ratio = 2});
  ASSERT_EQ(state_.regime, Regime::warn);
  feed_all(8, {.vam = 0.25, .jitter_ratio = 2});
  EXPECT_EQ(state_.regime, Regime::warn);
  feed(0.25, 2);
  EXPECT_EQ(state_.regime, Regime::drifted);
}

TEST_F(RegimeMachine, CountsNoRepairFromBeforeItDrifted) {
  feed_all(4, {.vam = 0.25, .repaired = true});
  feed_all(20, {.vam = 0.25});
  EXPECT_EQ(state_.regime, Regime::drifted);
  EXPECT_TRUE(state_.reentries.empty());
}

TEST_F(RegimeMachine, ForgetsItsReentriesWhenItIsReleased) {
  settings_.contain_reentries = 1;
  const auto drift = [&] { feed_all(12, {.vam = 0.25}); };
  drift();
  feed({.vam = 0.0, .repaired = true});
  feed_all(8, {.vam = 0.0});
  drift();
  ASSERT_EQ(state_.regime, Regime::safe_contain);
  EXPECT_EQ(feed({.vam = 0.0, .released = true})->to, Regime::warn);
  drift();
  EXPECT_EQ(state_.regime, Regime::drifted);
}

TEST_F(RegimeMachine, IsNotReleasedFromAnotherState) {
  feed_all(20, {.vam = 0.25});
  EXPECT_EQ(feed({.vam = 0.25, .released = true}), std::nullopt);
  EXPECT_EQ(state_.regime, Regime::drifted);
}

TEST_F(RegimeMachine, StaysContainedWhenTheAgentYieldsAgainWhileItIsReleased) {
  feed({.vam = 0.0, .yielded = true});
  ASSERT_EQ(state_.regime, Regime::safe_contain);
  EXPECT_EQ(feed({.vam = 0.0, .yielded = true, .released = true}), std::nullopt);
  EXPECT_EQ(state_.regime, Regime::safe_contain);
}

TEST(Regimes, HaveNamesThatAreReadBack) {
  for (const auto regime : {Regime::aligned, Regime::warn, Regime::drifted, Regime::safe_contain}) {
    EXPECT_EQ(parse_regime(name_of(regime)), regime);
  }
  EXPECT_EQ(name_of(Regime::aligned), "AFFINITY_ALIGNED");
  EXPECT_EQ(name_of(Regime::safe_contain), "SAFE_CONTAIN");
  EXPECT_EQ(parse_regime("aligned"), std::nullopt);
}

TEST(Regimes, HaveTheGatesOfTheirSettings) {
  const RegimeSettings settings;
  EXPECT_EQ(gates_of(settings, Regime::aligned), (Gates{1, 1, false, false}));
  EXPECT_EQ(gates_of(settings, Regime::warn), settings.warn_gates);
  EXPECT_EQ(gates_of(settings, Regime::drifted), settings.drifted_gates);
  EXPECT_EQ(gates_of(settings, Regime::safe_contain).aggression_cap, 0);
}

}  // namespace
}  // namespace holdfast
