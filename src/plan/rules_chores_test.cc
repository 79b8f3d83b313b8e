#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

HostRules isolated_host() {
  HostRules test;
  test.host.topology.isolated = test.host.topology.nohz_full = CpuSet::range(4, 7);
  return test;
}

TEST(DefaultAffinityIsolated, TriggersWhenNewInterruptsMayStartOnIsolatedCpus) {
  auto test = isolated_host();
  test.host.settings.default_smp_affinity = CpuSet::range(0, 7);
  const auto finding = test.one("default-affinity-isolated");
  EXPECT_EQ(finding.sentence,
            "New interrupts start on cpu 0-7, of which 4-7 is set apart; it should be 0-3");
  EXPECT_TRUE(shows(finding, "/proc/irq/default_smp_affinity", "ff"));
  EXPECT_EQ(finding.fix.shell, "echo 0f > /proc/irq/default_smp_affinity");
  EXPECT_EQ(finding.fix.policy, "kernel-cmdline: {irqaffinity: 0-3}");
}

TEST(DefaultAffinityIsolated, StaysSilentForHousekeepingCpusAndWithoutIsolation) {
  auto test = isolated_host();
  test.host.settings.default_smp_affinity = CpuSet::range(0, 3);
  EXPECT_TRUE(test.silent("default-affinity-isolated"));
  HostRules any;
  any.profile = ProfileName::trading;
  any.host.settings.default_smp_affinity = CpuSet::range(0, 7);
  EXPECT_TRUE(any.silent("default-affinity-isolated"));
}

TEST(WorkqueueIsolated, TriggersWhenUnboundWorkMayRunOnIsolatedCpus) {
  auto test = isolated_host();
  test.host.settings.workqueue_cpumask = CpuSet::range(0, 7);
  const auto finding = test.one("workqueue-isolated");
  EXPECT_TRUE(shows(finding, "/sys/devices/virtual/workqueue/cpumask", "ff"));
  EXPECT_EQ(finding.fix.shell, "echo 0f > /sys/devices/virtual/workqueue/cpumask");
  test.host.settings.workqueue_cpumask = CpuSet::range(0, 3);
  EXPECT_TRUE(test.silent("workqueue-isolated"));
}

TEST(WatchdogIsolated, TriggersWhenItsMaskHasIsolatedCpus) {
  auto test = isolated_host();
  test.sysctl("kernel.watchdog", "1");
  test.sysctl("kernel.watchdog_cpumask", "0-7");
  EXPECT_EQ(test.one("watchdog-isolated").fix.shell, "sysctl -w kernel.watchdog_cpumask=0-3");
  test.sysctl("kernel.watchdog_cpumask", "0-3");
  EXPECT_TRUE(test.silent("watchdog-isolated"));
  test.sysctl("kernel.watchdog_cpumask", "0-7");
  test.sysctl("kernel.watchdog", "0");
  EXPECT_TRUE(test.silent("watchdog-isolated"));
}

TEST(NmiWatchdogOn, TriggersUnderALowLatencyProfileOnly) {
  HostRules test;
  test.sysctl("kernel.nmi_watchdog", "1");
  EXPECT_TRUE(test.silent("nmi-watchdog-on"));
  test.profile = ProfileName::trading;
  EXPECT_EQ(test.one("nmi-watchdog-on").sentence, "kernel.nmi_watchdog is 1, trading wants 0");
  test.sysctl("kernel.nmi_watchdog", "0");
  EXPECT_TRUE(test.silent("nmi-watchdog-on"));
}

TEST(TimerMigrationOff, TriggersBesideNohzFull) {
  auto test = isolated_host();
  test.sysctl("kernel.timer_migration", "0");
  EXPECT_EQ(test.one("timer-migration-off").sentence,
            "kernel.timer_migration is 0 while cpu 4-7 is nohz_full; it should be 1");
  test.host.topology.nohz_full = {};
  EXPECT_TRUE(test.silent("timer-migration-off"));
}

TEST(NumaBalancingOn, TriggersOnTwoNodesWhereLatencyMatters) {
  HostRules test;
  test.sysctl("kernel.numa_balancing", "1");
  EXPECT_TRUE(test.silent("numa-balancing-on"));
  test.profile = ProfileName::trading;
  EXPECT_EQ(test.one("numa-balancing-on").sentence,
            "kernel.numa_balancing is 1 on a host of 2 nodes; it should be 0");
  test.host.topology.nodes.pop_back();
  EXPECT_TRUE(test.silent("numa-balancing-on"));
}

TEST(HugePagesAlways, TriggersUnderALowLatencyProfile) {
  HostRules test;
  test.host.settings.transparent_hugepages = "always";
  EXPECT_TRUE(test.silent("huge-pages-always"));
  test.profile = ProfileName::trading;
  const auto finding = test.one("huge-pages-always");
  EXPECT_EQ(finding.sentence, "Transparent huge pages are always, trading wants madvise");
  EXPECT_EQ(finding.fix.policy, "kernel-cmdline: {transparent_hugepage: madvise}");
  test.host.settings.transparent_hugepages = "madvise";
  EXPECT_TRUE(test.silent("huge-pages-always"));
}

}  // namespace
}  // namespace holdfast
