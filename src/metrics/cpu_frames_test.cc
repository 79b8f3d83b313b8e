#include <gtest/gtest.h>

#include "metrics/derive_test_fixture.h"

namespace holdfast {
namespace {

CpuTimes times(std::uint32_t cpu, std::uint64_t user, std::uint64_t idle, std::uint64_t iowait = 0,
               std::uint64_t steal = 0) {
  CpuTimes row;
  row.cpu = CpuId{cpu};
  row.user = user;
  row.idle = idle;
  row.iowait = iowait;
  row.steal = steal;
  return row;
}

TEST(CpuFrames, AreSharesOfTheCpusOwnTime) {
  DeriveHost host;
  host.earlier.sample.cpu_times = {times(0, 100, 100), times(1, 50, 50)};
  host.later.sample.cpu_times = {times(0, 125, 175), times(1, 50, 140, 0, 10)};
  const auto frame = host.frame();
  ASSERT_EQ(frame.cpus.size(), 2U);
  EXPECT_DOUBLE_EQ(frame.cpus[0].user, 0.25);
  EXPECT_DOUBLE_EQ(frame.cpus[0].idle, 0.75);
  EXPECT_FALSE(frame.cpus[0].target);
  EXPECT_TRUE(frame.cpus[1].target);
  EXPECT_DOUBLE_EQ(frame.cpus[1].steal, 0.1);
  EXPECT_DOUBLE_EQ(frame.steal, 0.05);
}

TEST(CpuFrames, TakeIowaitThatWentBackForNone) {
  DeriveHost host;
  host.earlier.sample.cpu_times = {times(0, 0, 0, 500)};
  host.later.sample.cpu_times = {times(0, 0, 100, 499)};
  EXPECT_EQ(host.frame().cpus[0].iowait, 0);
  EXPECT_EQ(host.frame().cpus[0].idle, 1);
}

TEST(CpuFrames, CountSoftnetInTheWindowAndSinceBoot) {
  DeriveHost host(1);
  host.fire(38, 1, 0, 25);
  host.earlier.sample.softnet = {{.cpu = CpuId{1}, .processed = 1000, .dropped = 5}};
  host.later.sample.softnet = {
      {.cpu = CpuId{1}, .processed = 1100, .dropped = 8, .time_squeezed = 2}};
  const auto frame = host.frame();
  EXPECT_EQ(frame.packets, 100U);
  EXPECT_EQ(frame.softnet_dropped, 3U);
  EXPECT_EQ(frame.softnet_squeezed, 2U);
  EXPECT_EQ(frame.cpus[0].packets_since_boot, 1100U);
  EXPECT_EQ(frame.cpus[0].dropped_since_boot, 8U);
  EXPECT_EQ(frame.interrupts_per_packet, 0.25);
}

TEST(CpuFrames, HaveNoInterruptsPerPacketWithoutAPacket) {
  DeriveHost host(1);
  host.fire(38, 1, 0, 25);
  EXPECT_EQ(host.frame().interrupts_per_packet, std::nullopt);
}

TEST(CpuFrames, KnowTheirKsoftirqd) {
  DeriveHost host;
  host.receive(2, 1);
  ThreadTimes thread;
  thread.id = ThreadId{20};
  thread.comm = "ksoftirqd/2";
  thread.kernel = true;
  thread.run_ticks = 10;
  host.earlier.sample.threads = {thread};
  thread.run_ticks = 40;
  host.later.sample.threads = {thread};
  EXPECT_DOUBLE_EQ(host.frame().cpus[0].ksoftirqd, 0.3);
  host.later.sample.threads[0].kernel = false;  // anybody can call a thread so
  EXPECT_EQ(host.frame().cpus[0].ksoftirqd, 0);
}

TEST(Pressure, IsTheWaitingThatNoDiskExplains) {
  DeriveHost host;
  host.earlier.sample.cpu_times = {times(0, 0, 0), times(1, 0, 0)};
  host.later.sample.cpu_times = {times(0, 0, 50, 50), times(1, 0, 100)};
  host.earlier.sample.disks = {{.name = "sda", .busy_ms = 100}};
  host.later.sample.disks = {{.name = "sda", .busy_ms = 150}};
  EXPECT_DOUBLE_EQ(*host.frame().iowait_idle_disks, 0.25);
  host.later.sample.disks[0].busy_ms = 151;  // over 5 % of the second
  EXPECT_EQ(host.frame().iowait_idle_disks, 0);
}

TEST(Pressure, IsAbsentWithoutTheCpusTimes) {
  EXPECT_EQ(DeriveHost().frame().iowait_idle_disks, std::nullopt);
}

TEST(Pressure, IsTheFullestCpusShareOfTheVectorsThatFitOnIt) {
  DeriveHost host(0);
  EXPECT_EQ(host.frame().vector_budget, std::nullopt);
  for (std::uint32_t irq = 0; irq < 50; ++irq) host.add_vector(irq, "", {}, CpuSet{3});
  host.add_vector(60, "", {}, CpuSet{4});
  host.add_vector(61, "", {}, CpuSet{3, 4});
  EXPECT_EQ(host.frame().vector_budget, 0.25);
}

TEST(Derive, DerivesNothingFromSamplesTheWrongWayRound) {
  DeriveHost host;
  host.fire(38, 1, 0, 10);
  std::swap(host.earlier, host.later);
  const auto frame = host.frame();
  EXPECT_TRUE(frame.vectors.empty());
  EXPECT_EQ(frame.seconds, 0);
  EXPECT_EQ(frame.diagnostics.size(), 1U);
}

TEST(Derive, CarriesTheTimesAndTheDiagnosticsOfTheLaterSample) {
  DeriveHost host;
  diagnose(host.later.sample.diagnostics, ErrorCode::denied, "/proc/softirqs", 0, "no");
  const auto frame = host.frame();
  EXPECT_EQ(frame.at_ns, 1'700'000'001'000'000'000);
  EXPECT_EQ(frame.at, Instant{1'000'000'000});
  EXPECT_EQ(frame.seconds, 1);
  ASSERT_EQ(frame.diagnostics.size(), 1U);
  EXPECT_EQ(frame.diagnostics[0].path, "/proc/softirqs");
}

}  // namespace
}  // namespace holdfast
