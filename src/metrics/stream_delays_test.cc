#include <gtest/gtest.h>

#include "metrics/derive_test_fixture.h"

namespace holdfast {
namespace {

PacketDelay traced(std::int64_t ns) {
  PacketDelay delay;
  delay.nic = "eth0";
  delay.pid = 7;
  delay.comm = "gateway";
  delay.software_ns = ns;
  return delay;
}

TEST(StreamDelays, StandInPlaceOfBpfsAndLeaveItsQueuesAndProgramsAlone) {
  DeriveHost host;
  host.earlier.trace = host.later.trace = TraceReading{};
  host.later.trace->delays.assign(200, traced(1000));
  ProbeStreamReading stream;
  stream.delays_ns.assign(150, 40'000);
  stream.clock = "round trip";
  stream.dropped = 3;
  stream.counts = {160, 10, 2};
  host.later.stream = stream;
  const auto frame = host.frame();
  EXPECT_EQ(frame.jitter.source, "probe");
  EXPECT_EQ(frame.jitter.clock, "round trip");
  EXPECT_EQ(frame.jitter.hj95_ns, 40'000);
  EXPECT_EQ(frame.jitter.count, 150U);
  EXPECT_EQ(frame.jitter.lost, 3U);
  EXPECT_EQ(frame.probe_stream, stream.counts);
  ASSERT_EQ(frame.jitter_processes.size(), 1U);
  EXPECT_EQ(frame.jitter_processes[0].hj95_ns, 1000);
  EXPECT_EQ(frame.jitter_queues.size(), 1U);
}

TEST(StreamDelays, OfAStreamThatStandsStillThereIsNoFigureEvenWhereBpfHasOne) {
  DeriveHost host;
  host.earlier.trace = host.later.trace = TraceReading{};
  host.later.trace->delays.assign(200, traced(1000));
  host.later.stream = ProbeStreamReading{};
  const auto frame = host.frame();
  EXPECT_EQ(frame.jitter.source, "probe");
  EXPECT_EQ(frame.jitter.hj95_ns, std::nullopt);
  EXPECT_TRUE(frame.jitter.low_n);
}

TEST(StreamDelays, WithoutAStreamBpfsStay) {
  DeriveHost host;
  host.earlier.trace = host.later.trace = TraceReading{};
  host.later.trace->delays.assign(200, traced(1000));
  const auto frame = host.frame();
  EXPECT_EQ(frame.jitter.source, "bpf");
  EXPECT_EQ(frame.probe_stream, std::nullopt);
}

}  // namespace
}  // namespace holdfast
