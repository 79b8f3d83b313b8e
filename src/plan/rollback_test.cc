#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/plan_test_fixture.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(verify, a_right_mask_waits_for_the_interrupt_and_differs_once_it_came_elsewhere) {
  PlanHost test;
  test.demand(SettingKind::vector, "queue 1", "5");
  test.vector(41).requested = CpuSet{5};
  auto verdict = verify(test.demands, test.host);
  EXPECT_THAT(verdict.differences, IsEmpty());
  ASSERT_EQ(verdict.pending.size(), 1U);
  EXPECT_EQ(verdict.pending[0].sentence,
            "eth0 rx+tx 1 (irq 41) asks for CPU 5, and stays on CPU 1 until its next interrupt");
  EXPECT_THAT(make_plan(test.demands, test.host).steps, IsEmpty());

  const std::vector<IrqCounts> recent = {{IrqNumber{41}, {{CpuId{1}, 900}}}};
  verdict = verify(test.demands, test.host, recent);
  ASSERT_EQ(verdict.differences.size(), 1U);
  EXPECT_EQ(make_plan(test.demands, test.host, recent).steps.at(0).reason, StepReason::placement);
}

TEST(make_rollback, an_interrupt_under_a_wide_mask_is_pinned_to_where_it_was_first) {
  PlanHost test;
  const auto before = settings_of(test.host, test.nic());
  test.vector(44).requested = test.vector(44).effective = CpuSet{3};
  const auto rollback = make_rollback(before, test.host);
  EXPECT_THAT(texts_of(rollback.steps), ElementsAre("eth0 admin (irq 44): 3 → 0-7"));
  EXPECT_EQ(rollback.steps.at(0).through, CpuSet{0});
}

TEST(make_rollback, what_is_gone_is_refused_and_the_rest_put_back) {
  PlanHost test;
  Setting rings;
  rings.object.kind = SettingKind::rings;
  rings.object.nic = "eth9";
  rings.value = "rx 256";
  auto before = settings_of(test.host, test.nic());
  before.push_back(rings);
  test.nic().threaded_napi = true;
  const auto rollback = make_rollback(before, test.host);
  EXPECT_THAT(texts_of(rollback.steps), ElementsAre("eth0 threaded_napi: on → off"));
  EXPECT_THAT(texts_of(rollback.refusals),
              ElementsAre("eth9 rings: it is not on this host any more (expected)"));
}

TEST(before_of, a_step_that_resets_queues_keeps_every_setting_of_its_interface) {
  PlanHost test;
  test.demand(SettingKind::channels, "", "combined 2");
  EXPECT_EQ(before_of(test.plan(), test.host).size(), settings_of(test.host, test.nic()).size());
}

}  // namespace
}  // namespace holdfast
