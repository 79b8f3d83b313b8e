#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

HostRules isolated_host(const CpuSet& isolcpus, const CpuSet& nohz_full, const CpuSet& rcu_nocbs) {
  HostRules test;
  test.host.topology.isolated = isolcpus;
  test.host.topology.nohz_full = nohz_full;
  test.host.topology.rcu_nocbs = rcu_nocbs;
  return test;
}

TEST(IsolationMismatch, TriggersWhenTheListsDiffer) {
  const auto test = isolated_host({4, 5, 6, 7}, {4, 5}, {4, 5});
  const auto finding = test.one("isolation-mismatch");
  EXPECT_EQ(finding.sentence,
            "cpu 6-7 is isolated and keeps its tick, cpu 6-7 is isolated and runs RCU callbacks; "
            "isolcpus, nohz_full and rcu_nocbs should all be 4-7");
  EXPECT_TRUE(shows(finding, "/sys/devices/system/cpu/nohz_full", "4-5"));
  EXPECT_TRUE(shows(finding, "/proc/cmdline", "rcu_nocbs=4-5"));
  EXPECT_EQ(finding.fix.policy, "kernel-cmdline: {isolcpus: 4-7, nohz_full: 4-7, rcu_nocbs: 4-7}");
  EXPECT_EQ(isolated_host({4}, {4, 5}, {}).one("isolation-mismatch").sentence,
            "cpu 5 is nohz_full and not isolated; isolcpus, nohz_full and rcu_nocbs should all be "
            "4");
}

TEST(IsolationMismatch, KeepsTheFlagsOfIsolcpusInTheFix) {
  auto test = isolated_host({4, 5, 6, 7}, {4, 5}, {});
  test.host.settings.command_line.isolcpus_flags = {"domain", "managed_irq"};
  const auto fix = test.one("isolation-mismatch").fix;
  EXPECT_TRUE(
      fix.shell.starts_with("grubby --update-kernel=ALL --args=\"isolcpus=domain,"
                            "managed_irq,4-7 nohz_full=4-7 rcu_nocbs=4-7\""));
  EXPECT_NE(fix.policy.find("isolcpus: \"domain,managed_irq,4-7\""), std::string::npos);
}

TEST(IsolationMismatch, AllowsAbsentListsAndWhatNohzFullImplies) {
  EXPECT_TRUE(isolated_host({4, 5}, {4, 5}, {}).silent("isolation-mismatch"));
  EXPECT_TRUE(isolated_host({4, 5}, {}, {}).silent("isolation-mismatch"));
  EXPECT_TRUE(isolated_host({}, {4, 5}, {}).silent("isolation-mismatch"));
  EXPECT_TRUE(isolated_host({4, 5}, {4, 5}, CpuSet::range(0, 7)).silent("isolation-mismatch"));
}

TEST(IsolationIncomplete, TriggersUnderALowLatencyProfile) {
  auto test = isolated_host({4, 5}, {}, {});
  EXPECT_TRUE(test.silent("isolation-incomplete"));
  test.profile = ProfileName::trading;
  EXPECT_EQ(test.one("isolation-incomplete").sentence,
            "cpu 4-5 is set apart only in part: nohz_full, rcu_nocbs are not given, trading wants "
            "4-5");
  auto complete = isolated_host({4, 5}, {4, 5}, {});
  complete.profile = ProfileName::trading;
  EXPECT_TRUE(complete.silent("isolation-incomplete"));
}

TEST(ThreadRoamsIntoIsolation, TriggersForAThreadAllowedOnBothKinds) {
  auto test = isolated_host({4, 5}, {4, 5}, {});
  auto& thread = test.thread(700, "logger", CpuSet::range(0, 7));
  thread.unit = "logger.service";
  thread.last_cpu = CpuId{5};
  const auto finding = test.one("thread-roams-into-isolation");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.sentence,
            "logger (700) (cpu 0-7, last on 5) may run on cpus set apart and on others; they "
            "should be kept off cpu 4-5");
  EXPECT_EQ(finding.fix.policy, "threads: [{match: {unit: logger.service}, cpus: \"0-3,6-7\"}]");
  EXPECT_EQ(finding.fix.shell, "taskset -apc 0-3,6-7 700");
}

TEST(ThreadRoamsIntoIsolation, SeesThreadsThatAreInTheSampleOnly) {
  auto test = isolated_host({4, 5}, {4, 5}, {});
  test.busy(710, CpuSet::range(0, 7), 30, 0, 50);
  EXPECT_EQ(test.one("thread-roams-into-isolation").severity, Severity::advice);
}

TEST(ThreadRoamsIntoIsolation, AllowsThreadsOfOneKindAndHostsWithNohzFullAlone) {
  auto test = isolated_host({4, 5}, {4, 5}, {});
  test.thread(700, "logger", {0, 1, 2, 3, 6, 7});
  test.thread(701, "engine", {4, 5});
  test.thread(702, "ksoftirqd/4", CpuSet::range(0, 7)).kernel = true;
  EXPECT_TRUE(test.silent("thread-roams-into-isolation"));
  auto ticks = isolated_host({}, {4, 5}, {});
  ticks.thread(700, "logger", CpuSet::range(0, 7));
  EXPECT_TRUE(ticks.silent("thread-roams-into-isolation"));
}

TEST(CriticalThreadNotIsolated, PointsToAFreeIsolatedCpu) {
  auto test = isolated_host({4, 5}, {4, 5}, {});
  test.thread(800, "engine", {4}, SchedulingPolicy::fifo);
  test.thread(801, "md-reader", {2}, SchedulingPolicy::fifo).unit = "strategy.service";
  const auto finding = test.one("critical-thread-not-isolated");
  EXPECT_EQ(finding.sentence,
            "md-reader (801) on cpu 2 share its CPU with ordinary work; the CPUs set apart are "
            "4-5");
  EXPECT_EQ(finding.fix.shell, "taskset -pc 5 801");
  EXPECT_EQ(finding.fix.policy,
            "threads: [{match: {unit: strategy.service, comm: md-reader}, cpus: \"5\"}]");
}

TEST(CriticalThreadNotIsolated, AsksForMoreIsolatedCpusWhenNoneIsFree) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.thread(801, "md-reader", {2}, SchedulingPolicy::fifo);
  EXPECT_EQ(test.one("critical-thread-not-isolated").fix.policy,
            "kernel-cmdline: {isolcpus: 2, nohz_full: 2, rcu_nocbs: 2}");
}

TEST(CriticalThreadNotIsolated, StaysSilentWithoutIntentAndForOrdinaryThreads) {
  HostRules no_intent;
  no_intent.thread(801, "md-reader", {2}, SchedulingPolicy::fifo);
  EXPECT_TRUE(no_intent.silent("critical-thread-not-isolated"));
  auto ordinary = isolated_host({4, 5}, {4, 5}, {});
  ordinary.thread(801, "node-exporter", {2});
  ordinary.thread(802, "engine", {4}, SchedulingPolicy::fifo);
  EXPECT_TRUE(ordinary.silent("critical-thread-not-isolated"));
}

}  // namespace
}  // namespace holdfast
