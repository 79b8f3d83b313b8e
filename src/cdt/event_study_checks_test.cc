#include "cdt/event_study_checks.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cdt/event_study_test_fixture.h"

namespace holdfast {
namespace {

// One lead (k = −2), one event per host.
EventContrasts one_lead(const std::vector<double>& contrasts) {
  EventContrasts out{.window = {.first = -2, .last = 0}, .events = contrasts.size()};
  for (const double value : contrasts) {
    out.events_of_host.push_back(1);
    out.sums.push_back({value, 0, 0});
  }
  return out;
}

TEST(Pretrend, OfContrastsOfOneSignHasTheSmallestP) {
  const auto found = event_pretrend(one_lead({1, 2, 3, 4, 5, 6}), {});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->enumerated);
  EXPECT_EQ(found->draws, 64U);
  EXPECT_EQ(found->larger, 0U);
  EXPECT_EQ(found->ties, 2U);  // itself and its mirror image
  EXPECT_EQ(found->p, 2.0 / 64);
  EXPECT_NEAR(found->t, 3.5 / std::sqrt(3.5 / 6), 1e-12);
}

TEST(Pretrend, CountsEverySignVectorThatReachesIt) {
  // Sums of ±1 ±2 ±4 ±8 are the odd numbers from −15 to 15, each once; 11 is reached by 11, 13, 15.
  const auto found = event_pretrend(one_lead({1, -2, 4, 8}), {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->p, 6.0 / 16);
}

TEST(Pretrend, LooksAtTheLargestOfAllLeads) {
  EventContrasts both{.window = {.first = -3, .last = 0}, .events = 4};
  for (const double value : {1.0, -2.0, 4.0, 8.0}) {
    both.events_of_host.push_back(1);
    both.sums.push_back({value, value == 4.0 ? -3.0 : 3.0, 0, 0});
  }
  const auto found = event_pretrend(both, {});
  ASSERT_TRUE(found);
  // Of 16 vectors 6 reach the first lead's |11|; the second's |6| is the smaller t.
  EXPECT_GT(found->p, 6.0 / 16 - 1e-12);
  EXPECT_NEAR(found->t, event_pretrend(one_lead({1, -2, 4, 8}), {})->t, 1e-12);
}

TEST(Pretrend, DrawsSignsWhereThereAreTooManyVectors) {
  std::vector<double> contrasts(20, 1.0);
  contrasts[3] = 2;
  const auto found = event_pretrend(one_lead(contrasts), {.draws = 999});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->enumerated);
  EXPECT_EQ(found->p, 1.0 / 1000);
}

TEST(Pretrend, NeedsTwoHostsAndALead) {
  EXPECT_FALSE(event_pretrend(one_lead({1}), {}));
  auto without = one_lead({1, 2});
  without.window = {.first = -1, .last = 1};
  EXPECT_FALSE(event_pretrend(without, {}));
}

TEST(Pretrend, WithoutAnySpreadIsAsLargeAsItsMirrorImageOnly) {
  const auto found = event_pretrend(one_lead({2, 2, 2, 2, 2}), {});
  ASSERT_TRUE(found);
  EXPECT_TRUE(std::isinf(found->t));
  EXPECT_EQ(found->p, 2.0 / 32);
}

TEST(Placebo, FindsThatNothingElseLooksLikeALargeEffect) {
  const StudyPanel panel(12, 600, {{0, 100}, {1, 200}, {2, 300}, {3, 400}}, 6);
  const auto stacks = panel.stacks().kept;
  const auto found = event_placebo(panel.calendar(), stacks, {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->events, 4U);
  EXPECT_NEAR(found->effect, 6, 1.5);
  EXPECT_EQ(found->p, 1.0 / 200);
}

TEST(Placebo, OfEventsWithoutEffectIsLikeAnyOtherTime) {
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const StudyPanel panel(8, 400, {{0, 100}, {1, 200}, {2, 300}}, 0, seed);
    const auto stacks = panel.stacks().kept;
    sum += event_placebo(panel.calendar(), stacks, {.draws = 99})->p;
  }
  EXPECT_NEAR(sum / 40, .5, .15);
}

TEST(Placebo, WithoutAQuietTimeIsNone) {
  const StudyPanel panel(4, 60, {{0, 30}});
  EXPECT_FALSE(event_placebo(panel.calendar(), panel.stacks().kept, {}));
}

}  // namespace
}  // namespace holdfast
