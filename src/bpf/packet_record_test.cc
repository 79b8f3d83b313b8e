#include "bpf/packet_record.h"

#include <gtest/gtest.h>

#include <cstring>

#include "bpf/programs/packet_layout.h"

namespace holdfast {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000'000'000;

packet_record record() {
  packet_record one{};
  one.stamp_ns = kNow - 1500;
  one.read_ns = kNow + 37'000'000'000;
  one.clock = HOLDFAST_CLOCK_TAI;
  one.pid = 812;
  one.ifindex = 2;
  one.queue = 4;
  std::strcpy(one.comm, "gateway");
  return one;
}

std::optional<PacketDelay> parsed(const packet_record& one, std::size_t size = sizeof one) {
  std::vector<std::uint8_t> bytes(std::max(size, sizeof one));
  std::memcpy(bytes.data(), &one, sizeof one);
  return parse_packet_record({bytes.data(), size}, {-37'000'000'000, kNow - 5000},
                             [](std::uint32_t index) { return "eth" + std::to_string(index); });
}

TEST(PacketRecord, IsTheDelayFromTheStampToTheReadingWithQueueAndReader) {
  const auto packet = parsed(record());
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->software_ns, 1500);
  EXPECT_FALSE(packet->hardware_ns);
  EXPECT_EQ(packet->read_at_ns, kNow);
  EXPECT_EQ(packet->nic, "eth2");
  EXPECT_EQ(packet->queue, QueueIndex{3});
  EXPECT_EQ(packet->pid, 812U);
  EXPECT_EQ(packet->comm, "gateway");
}

TEST(PacketRecord, WithoutTaiTheReadingIsOfTheMonotonicClock) {
  auto one = record();
  one.clock = HOLDFAST_CLOCK_MONOTONIC;
  one.read_ns = 5000;
  ASSERT_TRUE(parsed(one));
  EXPECT_EQ(parsed(one)->software_ns, 1500);
}

TEST(PacketRecord, AHardwareStampKeepsItsClocksOffset) {
  auto one = record();
  one.hardware_ns = kNow + 37'000'000'000 - 2000;
  EXPECT_EQ(parsed(one)->hardware_ns, 2000 - 37'000'000'000);
}

TEST(PacketRecord, WhatIsNoStampOfAnArrivalIsLeftOut) {
  auto one = record();
  one.stamp_ns = 4000;  // a departure time, of the monotonic clock
  EXPECT_FALSE(parsed(one));
  one.stamp_ns = 0;
  EXPECT_FALSE(parsed(one));
  one.stamp_ns = INT64_MIN;
  EXPECT_FALSE(parsed(one));
  one.stamp_ns = kNow + 2'000'000'000;
  EXPECT_FALSE(parsed(one)) << "read before it came";
  one.hardware_ns = kNow;
  EXPECT_TRUE(parsed(one)) << "the NIC's stamp is one all the same";
}

TEST(PacketRecord, RecordsOfAnotherSizeOrClockAreRefused) {
  EXPECT_FALSE(parsed(record(), sizeof(packet_record) - 1));
  EXPECT_FALSE(parsed(record(), sizeof(packet_record) + 1));
  auto one = record();
  one.clock = 9;
  EXPECT_FALSE(parsed(one));
}

TEST(PacketRecord, ACommWithoutAnEndIsCutAtItsRoom) {
  auto one = record();
  std::memset(one.comm, 'x', sizeof one.comm);
  EXPECT_EQ(parsed(one)->comm, std::string(16, 'x'));
}

}  // namespace
}  // namespace holdfast
