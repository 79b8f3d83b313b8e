#include "plan/make_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/plan_test_fixture.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(make_plan, demands_that_are_met_make_no_step_and_are_told_as_such) {
  PlanHost test;
  test.demand(SettingKind::vector, "queue 2", "2");
  test.demand(SettingKind::rings, "", "rx 2048");
  test.demand(SettingKind::feature, "gro", "on");
  const auto plan = test.plan();
  EXPECT_THAT(texts_of(plan.steps), IsEmpty());
  EXPECT_THAT(texts_of(plan.refusals), IsEmpty());
  EXPECT_EQ(plan.no_ops.size(), 3U);
}

TEST(make_plan, steps_stand_in_the_order_in_which_nothing_destroys_what_came_before) {
  PlanHost test;
  test.host_demand(SettingKind::sysctl, "net.core.somaxconn", "8192");
  test.demand(SettingKind::xps, "", "by-vector");
  for (const auto* queue : {"queue 0", "queue 2", "queue 3"}) {
    test.demand(SettingKind::vector, queue, std::string(queue).substr(6));
  }
  test.demand(SettingKind::vector, "queue 1", "5");
  test.demand(SettingKind::coalesce, "", "rx-usecs 0 adaptive-rx off");
  test.demand(SettingKind::feature, "tso", "off");
  const auto plan = test.plan();
  EXPECT_THAT(texts_of(plan.refusals), IsEmpty());
  EXPECT_THAT(
      texts_of(plan.steps),
      ElementsAre("eth0 tx-tcp-segmentation: on → off", "eth0 tx-tcp6-segmentation: on → off",
                  "eth0 coalesce: adaptive-rx on rx-usecs 50 → adaptive-rx off rx-usecs 0",
                  "eth0 rx+tx 1 (irq 41): 1 → 5", "eth0 xps tx-0:  → 0", "eth0 xps tx-1:  → 5",
                  "eth0 xps tx-2:  → 2", "eth0 xps tx-3:  → 3",
                  "sysctl net.core.somaxconn: 4096 → 8192"));
}

TEST(make_plan, when_channels_shrink_the_table_goes_to_its_default_first_and_is_set_again) {
  PlanHost test;
  test.demand(SettingKind::channels, "", "combined 2");
  test.demand(SettingKind::rss_table, "", "weight 3 1");
  test.demand(SettingKind::vector, "queue 1", "1");
  const auto plan = test.plan();
  ASSERT_EQ(plan.steps.size(), 4U);
  EXPECT_EQ(plan.steps[0].reason, StepReason::before_channels);
  EXPECT_EQ(plan.steps[0].after, "equal 2");
  EXPECT_EQ(plan.steps[1].object.kind, SettingKind::channels);
  EXPECT_EQ(plan.steps[2].object.kind, SettingKind::rss_table);
  EXPECT_EQ(plan.steps[2].reason, StepReason::follows);
  EXPECT_EQ(plan.steps[2].before, std::nullopt);
  EXPECT_EQ(plan.steps[3].reason, StepReason::follows);
  EXPECT_EQ(plan.steps[3].object.irq, std::nullopt);
}

}  // namespace
}  // namespace holdfast
