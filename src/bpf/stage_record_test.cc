#include "bpf/stage_record.h"

#include <gtest/gtest.h>

#include <cstring>

#include "bpf/programs/stage_layout.h"

namespace holdfast {
namespace {

template <class Record>
std::span<const std::uint8_t> bytes_of(const Record& record, std::size_t size = sizeof(Record)) {
  return {reinterpret_cast<const std::uint8_t*>(&record), size};
}

stage_packet some_packet() {
  return {.kind = HOLDFAST_STAGE_PACKET,
          .session = 7,
          .sequence = 1ULL << 40,
          .interrupt_ns = 0,
          .raised_ns = 100,
          .entered_ns = 200,
          .stack_ns = 300,
          .queued_ns = 400,
          .cpu = 3,
          .irq = 0};
}

TEST(StageRecord, OfAPacketHasItsNumberAndTimes) {
  const auto record = parse_stage_record(bytes_of(some_packet()));
  const auto* packet = std::get_if<StagePacket>(&record);
  ASSERT_NE(packet, nullptr);
  EXPECT_EQ(packet->sequence, 1ULL << 40);
  EXPECT_EQ(packet->interrupt_ns, 0);
  EXPECT_EQ(packet->queued_ns, 400);
  EXPECT_EQ(packet->cpu, 3U);
}

TEST(StageRecord, OfAReadingHasTheThreadsTimes) {
  const stage_read told{HOLDFAST_STAGE_READ, 0, 500, 600, 700};
  const auto record = parse_stage_record(bytes_of(told));
  const auto* read = std::get_if<StageRead>(&record);
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(*read, (StageRead{500, 600, 700}));
}

TEST(StageRecord, WhatIsNoneIsNotBelieved) {
  const auto is_none = [](const auto& record, std::size_t size) {
    return std::holds_alternative<std::monostate>(parse_stage_record(bytes_of(record, size)));
  };
  auto packet = some_packet();
  EXPECT_FALSE(is_none(packet, sizeof packet));
  EXPECT_TRUE(is_none(packet, sizeof packet - 1));
  EXPECT_TRUE(is_none(packet, 0));
  packet.kind = HOLDFAST_STAGE_READ;
  EXPECT_TRUE(is_none(packet, sizeof packet));
  packet = some_packet();
  packet.raised_ns = 1ULL << 63;
  EXPECT_TRUE(is_none(packet, sizeof packet));
  packet = some_packet();
  packet.stack_ns = 0;
  EXPECT_TRUE(is_none(packet, sizeof packet));
  const stage_read nothing{HOLDFAST_STAGE_READ, 0, 0, 0, 0};
  EXPECT_TRUE(is_none(nothing, sizeof nothing));
}

}  // namespace
}  // namespace holdfast
