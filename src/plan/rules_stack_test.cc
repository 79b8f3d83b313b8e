#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

TEST(SoftnetDrops, TriggerWhenABacklogOverflowsBetweenTheSamples) {
  HostRules test;
  test.sysctl("net.core.netdev_max_backlog", "1000");
  test.later.softnet[3].dropped += 120;
  const auto finding = test.one("softnet-drops");
  EXPECT_EQ(finding.severity, Severity::critical);
  EXPECT_EQ(finding.sentence,
            "The backlog of cpu 3 threw away 120 packets in 1.0 s; a sound host throws away none");
  EXPECT_TRUE(shows(finding, "/proc/net/softnet_stat", "cpu 3: dropped 16 → 136"));
  EXPECT_TRUE(shows(finding, "/proc/sys/net/core/netdev_max_backlog", "1000"));
  EXPECT_EQ(finding.fix.policy, "sysctl: {net.core.netdev_max_backlog: 2000}");
  EXPECT_EQ(finding.fix.shell, "sysctl -w net.core.netdev_max_backlog=2000");
}

TEST(SoftnetDrops, StaySilentForAFewDropsForOldOnesAndForAReset) {
  HostRules few;
  few.later.softnet[3].dropped += 9;
  EXPECT_TRUE(few.silent("softnet-drops"));
  HostRules reset;
  reset.earlier.softnet[3].dropped = 5000;
  EXPECT_TRUE(reset.silent("softnet-drops"));
  HostRules once;
  once.later.softnet[3].dropped += 5000;
  once.later.at = once.earlier.at;
  EXPECT_TRUE(once.silent("softnet-drops"));
}

TEST(SoftnetTimeSqueeze, TriggersWhenTheBudgetRunsOutOften) {
  HostRules test;
  test.sysctl("net.core.netdev_budget", "300");
  test.sysctl("net.core.netdev_budget_usecs", "8000");
  test.later.softnet[0].time_squeezed += 8;
  test.later.softnet[1].time_squeezed += 30;
  const auto finding = test.one("softnet-time-squeeze");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_TRUE(shows(finding, "/proc/net/softnet_stat", "cpu 1: time_squeeze 40 → 70"));
  EXPECT_EQ(finding.fix.shell,
            "sysctl -w net.core.netdev_budget=600 net.core.netdev_budget_usecs=16000");
}

TEST(SoftnetTimeSqueeze, StaysSilentForNine) {
  HostRules test;
  test.later.softnet[1].time_squeezed += 9;
  EXPECT_TRUE(test.silent("softnet-time-squeeze"));
}

TEST(BacklogSmall, TriggersBelowTheProfilesLength) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.sysctl("net.core.netdev_max_backlog", "1000");
  const auto finding = test.one("backlog-small");
  EXPECT_EQ(finding.sentence, "net.core.netdev_max_backlog is 1000, it should be 10000");
  EXPECT_EQ(finding.fix.shell, "sysctl -w net.core.netdev_max_backlog=10000");
  test.profile = ProfileName::high_pps;
  EXPECT_EQ(test.one("backlog-small").sentence,
            "net.core.netdev_max_backlog is 1000, it should be 5000");
}

TEST(BacklogSmall, TakesTheKernelsDefaultWithoutAProfile) {
  HostRules test;
  test.sysctl("net.core.netdev_max_backlog", "1000");
  EXPECT_TRUE(test.silent("backlog-small"));
  test.sysctl("net.core.netdev_max_backlog", "999");
  EXPECT_FALSE(test.silent("backlog-small"));
}

TEST(BudgetSmall, TriggersBelowTheKernelsDefault) {
  HostRules test;
  test.sysctl("net.core.netdev_budget", "64");
  const auto finding = test.one("budget-small");
  EXPECT_EQ(finding.sentence, "net.core.netdev_budget is 64, it should be at least 300");
  EXPECT_EQ(finding.fix.policy, "sysctl: {net.core.netdev_budget: 300}");
}

TEST(BudgetSmall, StaysSilentAtTheDefaultsOfEachTickRate) {
  for (const auto* usecs : {"2000", "8000", "20000"}) {
    HostRules test;
    test.sysctl("net.core.netdev_budget", "300");
    test.sysctl("net.core.netdev_budget_usecs", usecs);
    EXPECT_TRUE(test.silent("budget-small")) << usecs;
  }
}

TEST(BusyPollOff, AsksForMicrosecondsByTheNumberOfSockets) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.sysctl("net.core.busy_read", "0");
  test.sysctl("net.core.busy_poll", "0");
  for (int i = 0; i < 11; ++i) test.flow("eth0", 900);
  const auto finding = test.one("busy-poll-off");
  EXPECT_EQ(finding.sentence,
            "net.core.busy_read, net.core.busy_poll are 0; trading wants 100 µs for 11 "
            "network sockets");
  EXPECT_EQ(finding.fix.policy, "busy-poll: {read: 100, poll: 100}");
  EXPECT_EQ(finding.fix.shell, "sysctl -w net.core.busy_read=100 net.core.busy_poll=100");
  test.host.flows.pop_back();
  EXPECT_EQ(test.one("busy-poll-off").fix.policy, "busy-poll: {read: 50, poll: 50}");
  for (int i = 0; i < 91; ++i) test.flow("eth0", 900);
  EXPECT_EQ(test.one("busy-poll-off").fix.policy, "busy-poll: {read: 200, poll: 200}");
}

TEST(BusyPollOff, StaysSilentWhenOnAndWithoutALowLatencyProfile) {
  HostRules on;
  on.profile = ProfileName::trading;
  on.sysctl("net.core.busy_read", "50");
  on.sysctl("net.core.busy_poll", "50");
  EXPECT_TRUE(on.silent("busy-poll-off"));
  HostRules any;
  any.sysctl("net.core.busy_read", "0");
  EXPECT_TRUE(any.silent("busy-poll-off"));
  any.profile = ProfileName::high_pps;
  EXPECT_TRUE(any.silent("busy-poll-off"));
}

void add_napi_thread(HostRules& test, const CpuSet& cpus) {
  Napi napi;
  napi.id = 8193;
  napi.irq = IrqNumber{61};
  napi.thread = ThreadId{402};
  napi.thread_cpus = cpus;
  test.host.nics[0].napis.push_back(napi);
  test.host.nics[0].threaded_napi = true;
}

TEST(NapiThreadElsewhere, TriggersWhenTheThreadIsKeptOnAnotherCache) {
  HostRules test;
  add_napi_thread(test, CpuSet{4});
  const auto finding = test.one("napi-thread-elsewhere");
  EXPECT_EQ(finding.object, "eth0 napi 8193");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.sentence,
            "The NAPI thread 402 of eth0 may run on cpu 4, its vector 61 interrupts cpu 1");
  EXPECT_TRUE(shows(finding, "/proc/402/status", "Cpus_allowed_list: 4"));
  EXPECT_EQ(finding.fix.shell, "taskset -pc 1 402");
}

TEST(NapiThreadElsewhere, FindsTheVectorByTheQueueWhereTheDriverNamesNoIrq) {
  HostRules test;
  add_napi_thread(test, CpuSet{4});
  test.host.nics[0].napis[0].irq.reset();
  RxQueue queue;
  queue.index = QueueIndex{1};
  queue.napi_id = 8193;
  test.host.nics[0].rx_queues.push_back(queue);
  EXPECT_EQ(test.one("napi-thread-elsewhere").fix.shell, "taskset -pc 1 402");
}

TEST(NapiThreadElsewhere, AllowsANeighbourAndAThreadThatRoamsWithoutAProfile) {
  HostRules neighbour;
  add_napi_thread(neighbour, CpuSet{2});
  neighbour.profile = ProfileName::trading;
  EXPECT_TRUE(neighbour.silent("napi-thread-elsewhere"));
  HostRules roaming;
  add_napi_thread(roaming, CpuSet::range(0, 7));
  EXPECT_TRUE(roaming.silent("napi-thread-elsewhere"));
  roaming.profile = ProfileName::trading;
  EXPECT_EQ(roaming.one("napi-thread-elsewhere").severity, Severity::advice);
}

}  // namespace
}  // namespace holdfast
