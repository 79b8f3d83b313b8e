// What a host cannot bear, in one sentence each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/plan_test_fixture.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> refusals_of(PlanHost& test) { return texts_of(test.plan().refusals); }

TEST(wanted_settings, an_interface_that_is_not_there_is_refused_once) {
  PlanHost test;
  test.demand(SettingKind::rings, "", "rx 256").nic = "eth9";
  test.demand(SettingKind::feature, "gro", "off").nic = "eth9";
  EXPECT_THAT(refusals_of(test), ElementsAre("eth9: there is no interface eth9 on this host"));
}

TEST(wanted_settings, more_than_the_device_has_and_what_the_driver_fixes_are_refused) {
  PlanHost test;
  test.demand(SettingKind::channels, "", "combined 9");
  test.demand(SettingKind::rings, "", "rx 9000 rx-mini 3");
  test.demand(SettingKind::feature, "lro", "on");
  test.demand(SettingKind::feature, "ufo", "off");
  EXPECT_THAT(
      refusals_of(test),
      ElementsAre("eth0 channels combined: 9 is more than the 8 that the device has at most",
                  "eth0 rings rx: 9000 is more than the 8160 that the device has at most",
                  "eth0 rings rx-mini: the driver ice has no rx-mini ring",
                  "eth0 rx-lro: the driver ice keeps it off and lets nobody change it"));
}

TEST(wanted_settings, cpus_that_are_offline_or_not_there_are_refused) {
  PlanHost test;
  test.demand(SettingKind::vector, "queue 0", "7");
  test.demand(SettingKind::vector, "queue 1", "9");
  test.demand(SettingKind::vector, "queue 5", "1");
  EXPECT_THAT(refusals_of(test),
              ElementsAre("eth0 rx+tx 0 (irq 40): CPU 7 is offline",
                          "eth0 rx+tx 1 (irq 41): CPU 9 is not on this host, which has CPUs 0-7",
                          "eth0 rx 5: eth0 has 4 receive queues"));
}

TEST(wanted_settings, a_managed_interrupt_and_what_is_optional_are_expected_refusals) {
  PlanHost test;
  test.vector(42).managed = true;
  test.demand(SettingKind::vector, "queue 2", "5");
  test.demand(SettingKind::coalesce, "", "rx-frames 1").optional = true;
  const auto plan = test.plan();
  EXPECT_FALSE(plan.is_refused());
  EXPECT_THAT(texts_of(plan.refusals),
              ElementsAre("eth0 coalesce rx-frames: the driver ice has no coalescing parameter "
                          "rx-frames (expected)",
                          "eth0 rx+tx 2 (irq 42): managed by the kernel, which places it itself "
                          "(expected)"));
}

TEST(wanted_settings, one_interrupt_cannot_be_asked_to_two_places) {
  PlanHost test;
  test.demand(SettingKind::vector, "rx 3", "2");
  test.demand(SettingKind::vector, "tx 3", "5");
  EXPECT_THAT(refusals_of(test),
              ElementsAre("eth0 rx+tx 3 (irq 43): one interrupt serves rx+tx 3, and other of its "
                          "queues is asked for CPU 2"));
}

TEST(wanted_settings, trading_cpus_are_cleared_of_every_interrupt_that_nobody_names) {
  PlanHost test;
  test.demands.trading = CpuSet::range(2, 3);
  test.demand(SettingKind::vector, "queue 2", "2");
  const auto plan = test.plan();
  EXPECT_THAT(texts_of(plan.steps),
              ElementsAre("eth0 rx+tx 3 (irq 43): 3 → 0-1,4-6",
                          "eth0 admin (irq 44): 0-7 → 0-1,4-7", "irq 50 (ahci): 0-7 → 0-1,4-7"));
  EXPECT_THAT(texts_of(plan.refusals), IsEmpty());
}

}  // namespace
}  // namespace holdfast
