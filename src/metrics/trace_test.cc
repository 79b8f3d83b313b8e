#include <gtest/gtest.h>

#include "metrics/derive_test_fixture.h"
#include "metrics/log_linear.h"

namespace holdfast {
namespace {

SoftirqTrace softirqs_of(std::uint32_t cpu, std::uint64_t rx_ns, std::uint64_t delay_ns,
                         std::uint64_t count) {
  SoftirqTrace trace{CpuId{cpu}, count, 0, rx_ns, 0, std::vector<std::uint64_t>(kDelayBuckets)};
  trace.delays[bucket_of(delay_ns)] = count;
  return trace;
}

PacketDelay read_by(std::uint32_t pid, std::int64_t delay_ns, std::uint32_t queue = 0) {
  PacketDelay packet;
  packet.read_at_ns = 1'700'000'000'500'000'000;
  packet.software_ns = delay_ns;
  packet.nic = "eth0";
  packet.queue = QueueIndex{queue};
  packet.pid = pid;
  packet.comm = "gateway";
  return packet;
}

class TraceTest : public ::testing::Test {
 protected:
  TraceTest() { host.earlier.trace = host.later.trace = TraceReading{}; }
  void work(std::uint32_t cpu, std::uint64_t before, std::uint64_t after,
            const std::string& nic = "eth0", std::uint32_t napi = 70) {
    if (before > 0) host.earlier.trace->napis.push_back({napi, CpuId{cpu}, nic, 1, before});
    host.later.trace->napis.push_back({napi, CpuId{cpu}, nic, 1, after});
  }
  DeriveHost host;
};

TEST_F(TraceTest, RemoteShareIsOfThePacketsThatNapiWorkedOn) {
  host.fire(38, 1, 0, 1000);  // the interrupts say: all at home
  work(1, 500, 600);
  work(6, 0, 300);
  EXPECT_EQ(host.frame().nrs, (Reading{0.75, "bpf"}));
}

TEST_F(TraceTest, RemoteShareGoesByInterruptsWhereNoPacketWasTracedOnThePolicysNics) {
  host.fire(38, 1, 0, 30);
  host.fire(39, 6, 0, 10);
  work(6, 100, 100);
  work(7, 0, 500, "docker0", 90);
  EXPECT_EQ(host.frame().nrs, (Reading{0.25, "irq-counts"}));
}

TEST_F(TraceTest, RemoteShareCountsFromZeroAfterANewAttachment) {
  work(1, 5000, 100);
  work(6, 9000, 100);
  EXPECT_EQ(host.frame().nrs, (Reading{0.5, "bpf"}));
}

TEST_F(TraceTest, SoftirqTimeIsAShareOfTheWindowAndItsDelayOfEachCpuAndOfAll) {
  host.receive(1, 10);
  host.receive(2, 10);
  host.earlier.trace->softirqs = {softirqs_of(1, 1'000'000'000, 1000, 50),
                                  softirqs_of(2, 0, 1000, 0)};
  host.later.trace->softirqs = {softirqs_of(1, 1'250'000'000, 1000, 150),
                                softirqs_of(2, 1000, 40'000, 900)};
  const auto frame = host.frame();
  ASSERT_EQ(frame.cpus.size(), 2U);
  EXPECT_EQ(frame.cpus[0].traced_rx, 0.25);
  EXPECT_EQ(frame.cpus[0].traced_tx, 0.0);
  ASSERT_TRUE(frame.cpus[0].softirq_delay && frame.softirq_delay);
  EXPECT_EQ(frame.cpus[0].softirq_delay->count, 100U);
  EXPECT_NEAR(frame.cpus[0].softirq_delay->p99_ns, 1000, 16);
  EXPECT_EQ(frame.softirq_delay->count, 1000U);
  EXPECT_NEAR(frame.softirq_delay->p50_ns, 40'000, 640);
}

TEST_F(TraceTest, WithoutATraceAtBothEndsThereIsNoFigureOfOne) {
  host.receive(1, 10);
  host.later.trace->softirqs = {softirqs_of(1, 5, 1000, 50)};
  host.later.trace->delays = {read_by(1, 5)};
  host.earlier.trace.reset();
  const auto frame = host.frame();
  EXPECT_FALSE(frame.softirq_delay);
  EXPECT_FALSE(frame.cpus[0].traced_rx);
  EXPECT_EQ(frame.jitter.source, "none");
}

TEST_F(TraceTest, JitterIsOfAllPacketsThatWereReadAndOfEachQueueAndProgram) {
  for (int i = 0; i < 200; ++i) host.later.trace->delays.push_back(read_by(10, 1000, 0));
  for (int i = 0; i < 300; ++i) host.later.trace->delays.push_back(read_by(20, 3000, 1));
  host.earlier.trace->delays_lost = 5;
  host.later.trace->delays_lost = 12;
  const auto frame = host.frame();
  EXPECT_EQ(frame.jitter.source, "bpf");
  EXPECT_EQ(frame.jitter.clock, "software");
  EXPECT_EQ(frame.jitter.count, 500U);
  EXPECT_EQ(frame.jitter.lost, 7U);
  EXPECT_EQ(frame.jitter.hj95_ns, 3000);
  ASSERT_EQ(frame.jitter_queues.size(), 2U);
  EXPECT_EQ(frame.jitter_queues[0].queue, "rx 1");
  EXPECT_EQ(frame.jitter_queues[1].hj95_ns, 1000);
  ASSERT_EQ(frame.jitter_processes.size(), 2U);
  EXPECT_EQ(frame.jitter_processes[0].pid, 20U);
  EXPECT_EQ(frame.jitter_processes[1].count, 200U);
}

TEST_F(TraceTest, PartsOfTheJitterAreBounded) {
  for (std::uint32_t i = 0; i < 1000; ++i) host.later.trace->delays.push_back(read_by(i, 5, i));
  const auto frame = host.frame();
  EXPECT_EQ(frame.jitter_queues.size(), 64U);
  EXPECT_EQ(frame.jitter_processes.size(), 10U);
  EXPECT_EQ(frame.kept_delays.size(), 10U);
}

TEST_F(TraceTest, HardwareStampsAreUsedWhereMostPacketsHaveOneAndAnOffsetOfTheClocksIsDoubted) {
  for (int i = 0; i < 1000; ++i) {
    auto packet = read_by(10, 1000);
    packet.hardware_ns = 37'000'000'000 + i;  // a clock that keeps TAI, read as if it were UTC's
    host.later.trace->delays.push_back(packet);
  }
  const auto frame = host.frame();
  EXPECT_EQ(frame.jitter.clock, "phc");
  EXPECT_TRUE(frame.jitter.clock_suspect);
  EXPECT_FALSE(frame.jitter.hj95_ns);
  EXPECT_NEAR(frame.jitter.hj95x_ns.value(), 450, 1);
  EXPECT_TRUE(frame.kept_delays.at(0).hardware);
}

TEST_F(TraceTest, AKeptPacketHasItsQueuesInterrupt) {
  host.later.trace->delays = {read_by(10, 1000, 1), read_by(10, 1000, 9)};
  const auto frame = host.frame();
  ASSERT_EQ(frame.kept_delays.size(), 2U);
  EXPECT_EQ(frame.kept_delays[0].irq, IrqNumber{39});
  EXPECT_EQ(frame.kept_delays[0].stamp_ns, 1'700'000'000'499'999'000);
  EXPECT_FALSE(frame.kept_delays[1].irq);
}

}  // namespace
}  // namespace holdfast
