#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

TEST(SpinningThreadsExceedCpus, TriggersWhenThreeSpinnersShareTwoCpus) {
  HostRules test;
  test.profile = ProfileName::trading;
  for (std::uint32_t id = 900; id < 903; ++id) test.busy(id, {2, 3}, 66, 120, 1);
  const auto finding = test.one("spinning-threads-exceed-cpus");
  EXPECT_EQ(finding.object, "cpu 2-3");
  EXPECT_EQ(finding.sentence,
            "3 threads that never rest share 2 CPUs: md-reader (900), md-reader (901), md-reader "
            "(902); there should be at most 2");
  EXPECT_TRUE(shows(finding, "/proc/900/task/900/stat",
                    "ran 66 % of the time, 120 involuntary and 1 voluntary switches a second"));
}

TEST(SpinningThreadsExceedCpus, AlsoWithoutAProfileOnIsolatedCpus) {
  HostRules test;
  test.host.topology.isolated = CpuSet{3};
  test.busy(900, {3}, 50, 120);
  test.busy(901, {3}, 50, 120);
  EXPECT_EQ(test.one("spinning-threads-exceed-cpus").object, "cpu 3");
}

TEST(SpinningThreadsExceedCpus, AllowsOneSpinnerForEachCpuAndThreadsThatSleep) {
  HostRules full;
  full.profile = ProfileName::trading;
  full.busy(900, {2, 3}, 99, 30);
  full.busy(901, {2, 3}, 99, 30);
  full.busy(902, {2, 3}, 2, 20, 400);
  EXPECT_TRUE(full.silent("spinning-threads-exceed-cpus"));
}

TEST(SpinningThreadsExceedCpus, LeavesABatchJobAloneAndIgnoresAReusedThreadNumber) {
  HostRules batch;
  for (std::uint32_t id = 900; id < 903; ++id) batch.busy(id, {2, 3}, 66, 120);
  EXPECT_TRUE(batch.silent("spinning-threads-exceed-cpus"));
  batch.profile = ProfileName::trading;
  batch.earlier.threads[0].run_ticks = 90000;
  EXPECT_TRUE(batch.silent("spinning-threads-exceed-cpus"));
}

TEST(CriticalThreadsOnSiblings, TriggersForTwoRealTimeThreadsOnOneCore) {
  HostRules test;
  test.thread(800, "engine", {0}, SchedulingPolicy::fifo);
  test.thread(801, "md-reader", {2}, SchedulingPolicy::fifo).unit = "strategy.service";
  const auto finding = test.one("critical-threads-on-siblings");
  EXPECT_EQ(finding.object, "cpu 0,2");
  EXPECT_EQ(finding.sentence,
            "engine (800) on cpu 0 and md-reader (801) on cpu 2 share one core; the core of cpu 1 "
            "is free");
  EXPECT_TRUE(shows(finding, "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0,2"));
  EXPECT_EQ(finding.fix.policy,
            "threads: [{match: {unit: strategy.service, comm: md-reader}, cpus: \"1\"}]");
  EXPECT_EQ(finding.fix.shell, "taskset -pc 1 801");
}

TEST(CriticalThreadsOnSiblings, SaysSoWhenNoCoreIsFree) {
  HostRules test;
  test.host.topology.isolated = CpuSet{0, 2};
  test.thread(800, "engine", {0}, SchedulingPolicy::fifo);
  test.thread(801, "md-reader", {2}, SchedulingPolicy::fifo);
  const auto finding = test.one("critical-threads-on-siblings");
  EXPECT_NE(finding.sentence.find("no core is free"), std::string::npos);
  EXPECT_EQ(finding.fix.shell, "");
}

TEST(CriticalThreadsOnSiblings, AllowsDifferentCoresAndWorkersOfAThroughputHost) {
  HostRules apart;
  apart.thread(800, "engine", {0}, SchedulingPolicy::fifo);
  apart.thread(801, "md-reader", {1}, SchedulingPolicy::fifo);
  EXPECT_TRUE(apart.silent("critical-threads-on-siblings"));
  HostRules workers;
  for (const std::uint32_t id : {800U, 801U}) {
    workers.thread(id, "nginx", {(id - 800) * 2});
    workers.flow("eth0", id);
  }
  EXPECT_TRUE(workers.silent("critical-threads-on-siblings"));
  workers.profile = ProfileName::trading;
  EXPECT_FALSE(workers.silent("critical-threads-on-siblings"));
}

TEST(ThreadOffNode, TriggersWhenNoThreadOfTheProcessMayRunOnTheNicsNode) {
  HostRules test;
  test.profile = ProfileName::trading;
  test.thread(820, "md-reader", CpuSet{5}).unit = "md.service";
  test.flow("eth0", 820);
  test.flow("eth0", 820);
  const auto finding = test.one("thread-off-node");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.sentence,
            "md-reader (820) holds 2 flows of eth0 and may run only on cpu 5; eth0's node has cpu "
            "0-3");
  EXPECT_TRUE(shows(finding, "/sys/class/net/eth0/device/numa_node", "0"));
  EXPECT_EQ(finding.fix.policy, "threads: [{match: {unit: md.service}, cpus: \"0-3\"}]");
  EXPECT_EQ(finding.fix.shell, "taskset -apc 0-3 820");
}

TEST(ThreadOffNode, KnowsTheNodeOfABondByItsMembers) {
  HostRules test;
  Nic bond;
  bond.name = "bond0";
  bond.kind = NicKind::bond;
  bond.members = {"eth0"};
  test.host.nics.push_back(bond);
  test.thread(820, "md-reader", CpuSet{5});
  test.flow("bond0", 820);
  EXPECT_EQ(test.one("thread-off-node").severity, Severity::advice);
  test.host.nics[0].members = {"bond0"};  // members that loop end, too
  EXPECT_FALSE(test.silent("thread-off-node"));
}

TEST(ThreadOffNode, AllowsAThreadThatMayRunThereAndFlowsOfTheLoopback) {
  HostRules near;
  near.profile = ProfileName::trading;
  near.thread(820, "md-reader", CpuSet{3, 5});
  near.flow("eth0", 820);
  EXPECT_TRUE(near.silent("thread-off-node"));
  HostRules local;
  Nic loopback;
  loopback.name = "lo";
  loopback.kind = NicKind::loopback;
  local.host.nics.push_back(loopback);
  local.thread(820, "md-reader", CpuSet{5});
  local.flow("lo", 820);
  EXPECT_TRUE(local.silent("thread-off-node"));
}

}  // namespace
}  // namespace holdfast
