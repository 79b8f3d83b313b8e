#include "plan/only.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/plan_test_fixture.h"

namespace holdfast {
namespace {

using testing::ElementsAre;

TEST(only, an_unknown_kind_is_refused_with_the_list_of_kinds) {
  const auto kinds = parse_kinds("vectors,ring");
  ASSERT_FALSE(kinds.has_value());
  EXPECT_TRUE(kinds.error().sentence.starts_with("--only: \"ring\" is no kind of setting; there"));
}

TEST(only, steps_and_refusals_of_other_kinds_go_and_the_rest_is_numbered_anew) {
  PlanHost test;
  test.demand(SettingKind::rings, "", "rx 9999");
  test.demand(SettingKind::feature, "gro", "off");
  test.demand(SettingKind::vector, "queue 1", "5");
  const auto plan = only(test.plan(), *parse_kinds("vectors"));
  EXPECT_THAT(texts_of(plan.steps), ElementsAre("eth0 rx+tx 1 (irq 41): 1 → 5"));
  EXPECT_EQ(plan.steps.front().number, 1U);
  EXPECT_FALSE(plan.is_refused());
}

}  // namespace
}  // namespace holdfast
