#include "probe/packet_way.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr std::int64_t kWall = 1'700'000'000'000'000'000;  // what CLOCK_REALTIME is ahead

// A packet whose places are 100 ns apart, from `at_ns` on.
StagePacket packet(std::uint64_t sequence, std::int64_t at_ns) {
  return {.session = 7,
          .sequence = sequence,
          .interrupt_ns = at_ns,
          .raised_ns = at_ns + 100,
          .entered_ns = at_ns + 200,
          .stack_ns = at_ns + 300,
          .queued_ns = at_ns + 400,
          .cpu = 1,
          .irq = 40};
}
StageRead read(std::int64_t at_ns) { return {at_ns + 500, at_ns + 600, at_ns + 700}; }
PacketArrival arrival(std::uint64_t sequence, std::int64_t at_ns) {
  return {7, sequence, kWall + at_ns + 800};
}

TEST(PacketWay, OfABlockingReaderHasEveryPlace) {
  const auto joined = join_ways({.packets = {packet(0, 1000)}, .reads = {read(1000)}},
                                std::vector{arrival(0, 1000)}, kWall);
  ASSERT_EQ(joined.ways.size(), 1U);
  for (std::size_t i = 0; i < kWaypoints; ++i) {
    EXPECT_EQ(joined.ways[0].at_ns[i], 1000 + 100 * static_cast<std::int64_t>(i)) << i;
  }
  EXPECT_EQ(joined.untraced + joined.unread + joined.overtaken, 0U);
}

TEST(PacketWay, OfAThreadThatWasAwakeHasNoWakeUp) {
  // It was woken for the packet before.
  const StageRead awake{.waking_ns = 500, .running_ns = 600, .read_ns = 1700};
  const auto joined = join_ways({.packets = {packet(0, 1000)}, .reads = {awake}},
                                std::vector{arrival(0, 1000)}, kWall);
  ASSERT_EQ(joined.ways.size(), 1U);
  EXPECT_EQ(joined.ways[0].at(Waypoint::woken), 0);
  EXPECT_EQ(joined.ways[0].at(Waypoint::running), 0);
  EXPECT_EQ(joined.ways[0].at(Waypoint::copied), 1700);
}

TEST(PacketWay, OfAThreadThatWasWokenBeforeItSleptHasNoSwitch) {
  const StageRead quick{.waking_ns = 1450, .running_ns = 600, .read_ns = 1700};
  const auto joined = join_ways({.packets = {packet(0, 1000)}, .reads = {quick}},
                                std::vector{arrival(0, 1000)}, kWall);
  EXPECT_EQ(joined.ways.at(0).at(Waypoint::woken), 1450);
  EXPECT_EQ(joined.ways.at(0).at(Waypoint::running), 0);
}

TEST(PacketWay, APacketThatWasReadBeforeItsSocketsSignalIsCountedAndHasNoQueue) {
  const StageRead early{.waking_ns = 0, .running_ns = 0, .read_ns = 1350};
  const auto joined = join_ways({.packets = {packet(0, 1000)}, .reads = {early}},
                                std::vector{arrival(0, 1000)}, kWall);
  EXPECT_EQ(joined.overtaken, 1U);
  EXPECT_EQ(joined.ways.at(0).at(Waypoint::queued), 0);
  EXPECT_EQ(joined.ways.at(0).at(Waypoint::copied), 1350);
}

TEST(PacketWay, ARecordThatWasLostShiftsNoOther) {
  StageTrace trace;
  std::vector<PacketArrival> arrivals;
  for (std::uint64_t n = 0; n < 20; ++n) {
    const auto at_ns = static_cast<std::int64_t>(n + 1) * 100'000;
    if (n != 5) trace.packets.push_back(packet(n, at_ns));
    if (n != 11) trace.reads.push_back(read(at_ns));
    arrivals.push_back(arrival(n, at_ns));
  }
  const auto joined = join_ways(trace, arrivals, kWall);
  EXPECT_EQ(joined.ways.size(), 19U);
  EXPECT_EQ(joined.untraced, 1U);
  EXPECT_EQ(joined.unread, 1U);
  for (const auto& way : joined.ways) {
    if (way.at(Waypoint::copied) == 0) continue;
    EXPECT_EQ(way.at(Waypoint::copied) - way.at(Waypoint::stack), 400);
  }
}

TEST(PacketWay, OfABatchEachPacketHasItsOwnReading) {
  StageTrace trace;
  std::vector<PacketArrival> arrivals;
  for (std::uint64_t n = 0; n < 3; ++n) {
    trace.packets.push_back(packet(n, 1000 + 10 * static_cast<std::int64_t>(n)));
    trace.reads.push_back({1500, 1600, 1700 + 50 * static_cast<std::int64_t>(n)});
    arrivals.push_back({7, n, kWall + 2000});  // one look at the clock is for all
  }
  arrivals.insert(arrivals.begin() + 1, {0, 0, kWall + 2000});  // somebody else's
  trace.reads.push_back({1500, 1600, 1850});
  const auto joined = join_ways(trace, arrivals, kWall);
  ASSERT_EQ(joined.ways.size(), 3U);
  EXPECT_EQ(joined.ways[0].at(Waypoint::copied), 1700);
  EXPECT_EQ(joined.ways[1].at(Waypoint::copied), 1800);
  EXPECT_EQ(joined.ways[2].at(Waypoint::copied), 1850);
}

TEST(PacketWay, OfADoubleTheFirstCountsAndAnotherSessionIsAnother) {
  auto late = packet(0, 5000), other = packet(0, 500);
  other.session = 8;
  const auto joined =
      join_ways({.packets = {late, packet(0, 1000), other}, .reads = {}},
                std::vector<PacketArrival>{arrival(0, 1000), {9, 0, kWall + 1800}}, kWall);
  ASSERT_EQ(joined.ways.size(), 1U);
  EXPECT_EQ(joined.ways[0].at(Waypoint::stack), 1300);
  EXPECT_EQ(joined.unread, 1U);
  EXPECT_EQ(joined.untraced, 1U);
}

}  // namespace
}  // namespace holdfast
