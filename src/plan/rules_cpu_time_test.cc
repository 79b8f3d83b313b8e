#include "plan/host_rules_test_fixture.h"

namespace holdfast {
namespace {

HostRules host_that_waits(std::uint64_t ticks) {
  HostRules test;
  test.later.cpu_times[2].iowait += ticks;
  test.later.cpu_times[2].idle -= ticks;
  test.later.irqs[0].counts[0].count += 900;
  test.later.irqs[1].counts[0].count += 100;
  test.later.disks[0].busy_ms += 12;
  return test;
}

TEST(PhantomIowait, TriggersWithIdleDisksAndShowsWhereInterruptsWent) {
  const auto finding = host_that_waits(40).one("phantom-iowait");
  EXPECT_EQ(finding.severity, Severity::warning);
  EXPECT_EQ(finding.sentence,
            "cpu 2 spent up to 40 % in iowait while every disk was idle; cpu 0 takes 90 % of all "
            "interrupts: likely its completions queue up");
  EXPECT_TRUE(shows(finding, "/proc/stat", "cpu2: iowait 40 of 100 ticks"));
  EXPECT_TRUE(shows(finding, "/proc/diskstats", "nvme0n1: busy 12 of 1000 ms"));
  EXPECT_TRUE(shows(finding, "/proc/interrupts", "cpu 0: 900 (90 %), cpu 1: 100 (10 %)"));
}

TEST(PhantomIowait, NamesIoUringWaitersAsTheLikelyCauseAndCallsThemHarmless) {
  auto test = host_that_waits(99);
  test.later.io_uring_waiters = 3;
  const auto finding = test.one("phantom-iowait");
  EXPECT_EQ(finding.severity, Severity::note);
  EXPECT_NE(finding.sentence.find("3 threads wait in io_uring"), std::string::npos);
}

TEST(PhantomIowait, NamesAStealingNeighbour) {
  auto test = host_that_waits(40);
  for (auto& row : test.later.cpu_times) row.steal += 20;
  EXPECT_NE(test.one("phantom-iowait").sentence.find("likely a neighbour"), std::string::npos);
}

TEST(PhantomIowait, StaysSilentWhenADiskIsBusyOrTheWaitIsShort) {
  auto busy = host_that_waits(40);
  busy.later.disks[0].busy_ms += 300;
  EXPECT_TRUE(busy.silent("phantom-iowait"));
  EXPECT_TRUE(host_that_waits(9).silent("phantom-iowait"));
  auto back = host_that_waits(40);
  back.later.cpu_times[2].iowait = 10;
  EXPECT_TRUE(back.silent("phantom-iowait"));
}

TEST(StealHigh, TriggersAboveTwoPercentOfAllTime) {
  HostRules test;
  for (auto& row : test.later.cpu_times) {
    row.steal += 5;
    row.idle -= 5;
  }
  const auto finding = test.one("steal-high");
  EXPECT_EQ(finding.sentence, "The hypervisor withheld 5.0 % of the CPUs' time, more than 2 %");
  EXPECT_TRUE(shows(finding, "/proc/stat", "steal 40 of 800 ticks"));
}

TEST(StealHigh, StaysSilentAtTwoPercentAndForAFewTicks) {
  HostRules test;
  for (auto& row : test.later.cpu_times) {
    row.steal += 2;
    row.idle -= 2;
  }
  EXPECT_TRUE(test.silent("steal-high"));
}

}  // namespace
}  // namespace holdfast
