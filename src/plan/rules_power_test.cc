#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

TEST(DeepIdleState, TriggersOnCpusThatTakeInterruptsUnderALowLatencyProfile) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.host.settings.idle_driver = "intel_idle";
  for (auto& cpu : test.host.topology.cpus) cpu.max_idle_latency_us = 133;
  test.thread(800, "engine", {5});
  const auto finding = test.one("deep-idle-state");
  EXPECT_EQ(finding.object, "cpu 0-1,5");
  EXPECT_EQ(finding.sentence,
            "cpu 0-1,5 may sleep so deep that waking takes 133 µs; at most 10 µs fit");
  EXPECT_EQ(finding.fix.shell, "cpupower -c 0-1,5 idle-set -D 11");
  EXPECT_EQ(finding.fix.policy, "kernel-cmdline: {intel_idle.max_cstate: 1}");
}

TEST(DeepIdleState, StaysSilentForShallowStatesAndWithoutIntent) {
  HostRules shallow;
  shallow.profile = ProfileName::trading;
  for (auto& cpu : shallow.host.topology.cpus) cpu.max_idle_latency_us = 10;
  EXPECT_TRUE(shallow.silent("deep-idle-state"));
  HostRules any;
  for (auto& cpu : any.host.topology.cpus) cpu.max_idle_latency_us = 133;
  EXPECT_TRUE(any.silent("deep-idle-state"));
  any.host.topology.isolated = CpuSet{6};
  EXPECT_EQ(any.one("deep-idle-state").object, "cpu 6");
}

TEST(GovernorNotPerformance, TriggersOnIsolatedCpusAndOnThoseOfAProfile) {
  HostRules test;
  for (auto& cpu : test.host.topology.cpus) cpu.governor = "powersave";
  EXPECT_TRUE(test.silent("governor-not-performance"));
  test.host.topology.isolated = CpuSet{6, 7};
  const auto finding = test.one("governor-not-performance");
  EXPECT_EQ(finding.sentence,
            "The frequency governor of cpu 6-7 is powersave, it should be performance");
  EXPECT_TRUE(shows(finding, "/sys/devices/system/cpu/cpu6/cpufreq/scaling_governor", "powersave"));
  EXPECT_EQ(finding.fix.shell, "cpupower -c 6-7 frequency-set -g performance");
}

TEST(GovernorNotPerformance, StaysSilentWithPerformanceAndWithoutCpufreq) {
  HostRules test;
  test.profile = ProfileName::trading;
  EXPECT_TRUE(test.silent("governor-not-performance"));
  for (auto& cpu : test.host.topology.cpus) cpu.governor = "performance";
  EXPECT_TRUE(test.silent("governor-not-performance"));
}

TEST(ClocksourceSlow, TriggersForHpetUnderAnyProfile) {
  HostRules test;
  test.host.settings.clocksource = "hpet";
  const auto finding = test.one("clocksource-slow");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.sentence, "The clock source is hpet, it should be tsc");
  test.host.settings.machine.clear();  // not told: only x86 has a hpet
  EXPECT_FALSE(test.silent("clocksource-slow"));
}

TEST(ClocksourceSlow, AllowsKvmClockWithoutAProfileAndAdvisesTheTscForTrading) {
  HostRules test;
  test.host.settings.clocksource = "kvm-clock";
  EXPECT_TRUE(test.silent("clocksource-slow"));
  test.profile = ProfileName::trading;
  EXPECT_EQ(test.one("clocksource-slow").severity, Severity::advice);
  test.host.settings.clocksource = "tsc";
  EXPECT_TRUE(test.silent("clocksource-slow"));
  test.host.settings.machine = "aarch64";
  test.host.settings.clocksource = "arch_sys_counter";
  EXPECT_TRUE(test.silent("clocksource-slow"));
}

TEST(TunedProfileOther, TriggersForThroughputUnderTrading) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.host.settings.tuned_profile = "throughput-performance";
  EXPECT_EQ(test.one("tuned-profile-other").sentence,
            "tuned applies throughput-performance, trading wants network-latency");
}

TEST(TunedProfileOther, AllowsLatencyProfilesAndTheOperatorsOwn) {
  HostRules test;
  test.profile = ProfileName::trading;
  for (const auto* name : {"", "network-latency", "cpu-partitioning", "our-trading"}) {
    test.host.settings.tuned_profile = name;
    EXPECT_TRUE(test.silent("tuned-profile-other")) << name;
  }
  test.profile = ProfileName::any;
  test.host.settings.tuned_profile = "balanced";
  EXPECT_TRUE(test.silent("tuned-profile-other"));
}

}  // namespace
}  // namespace holdfast
