#include "feed/ring_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "feed/test_fixture.h"

namespace holdfast {
namespace {

using testing::HasSubstr;
using Slot64 = FixedSlot<64>;
constexpr RingShape kShape{.slot_bytes = 64, .slot_kind = Slot64::kKind, .capacity = 16};

TEST(RingLayout, BytesAreThoseOfTheHeaderAndTheSlots) {
  EXPECT_EQ(ring_bytes(kShape), sizeof(RingHeader) + 16 * 64);
  EXPECT_EQ(ring_bytes({.slot_bytes = 192, .slot_kind = 2, .capacity = 2}),
            sizeof(RingHeader) + 2 * 192);
}

TEST(RingLayout, ShapesThatCannotBeHaveNoBytesAndMakeNoRing) {
  RingMemory memory(1 << 16);
  for (const RingShape shape : {RingShape{0, 1, 16},
                                {63, 1, 16},
                                {96, 1, 16},
                                {64, 1, 0},
                                {64, 1, 1},
                                {64, 1, 24},
                                {64, 1, std::uint64_t{1} << 63}}) {
    EXPECT_EQ(ring_bytes(shape), 0U) << shape.slot_bytes << " " << shape.capacity;
    EXPECT_FALSE(create_ring(memory.span(), shape));
  }
}

TEST(RingLayout, MemoryThatIsTooSmallOrNotAlignedIsRefused) {
  RingMemory memory(ring_bytes(kShape) + kApartBytes);
  const auto small = create_ring(memory.span().first(ring_bytes(kShape) - 1), kShape);
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().code, ErrorCode::usage);
  EXPECT_THAT(small.error().sentence, HasSubstr("9855 bytes of memory, but it takes 9856"));
  EXPECT_FALSE(create_ring(memory.span().subspan(64), kShape));
  EXPECT_FALSE(open_ring(memory.span().subspan(64), 64, 1));
  EXPECT_FALSE(open_ring(memory.span().first(100), 64, 1));
}

TEST(RingLayout, WhatIsNoRingIsNotOpened) {
  RingMemory memory(ring_bytes(kShape));
  std::memset(memory.span().data(), 0, memory.span().size());
  const auto zeroes = open_ring(memory.span(), 64, Slot64::kKind);
  ASSERT_FALSE(zeroes);
  EXPECT_EQ(zeroes.error().code, ErrorCode::malformed);
  EXPECT_THAT(zeroes.error().sentence, HasSubstr("no ring, or not made yet"));
}

TEST(RingLayout, ARingOfAnotherLayoutOrOtherSlotsIsNotOpened) {
  RingMemory memory(ring_bytes(kShape));
  auto* ring = *create_ring(memory.span(), kShape);
  ASSERT_TRUE(open_ring(memory.span(), 64, Slot64::kKind));
  EXPECT_FALSE(open_ring(memory.span(), 128, Slot64::kKind));
  EXPECT_FALSE(open_ring(memory.span(), 64, SizedSlot<64>::kKind));
  ring->layout = 2;
  EXPECT_THAT(open_ring(memory.span(), 64, Slot64::kKind).error().sentence,
              HasSubstr("layout 2, and this program knows 1 only"));
}

TEST(RingLayout, AHeaderThatSaysMoreSlotsThanTheMemoryHasIsNotBelieved) {
  RingMemory memory(ring_bytes(kShape));
  auto* ring = *create_ring(memory.span(), kShape);
  for (const std::uint64_t capacity : {0ULL, 17ULL, 32ULL, ~0ULL, 1ULL << 58}) {
    ring->shape.capacity = capacity;
    EXPECT_FALSE(open_ring(memory.span(), 64, Slot64::kKind)) << capacity;
  }
}

TEST(RingLayout, ARingThatWasCopiedElsewhereIsTheSameRing) {
  TestRing<Slot64> first(16);
  first.ring.header().published.store(3);
  RingMemory second(first.memory.span().size());
  std::memcpy(second.span().data(), first.memory.span().data(), second.span().size());
  const auto opened = Ring<Slot64>::open(second.span());
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->header().published.load(), 3U);
  EXPECT_EQ(static_cast<void*>(&opened->slot(17)), second.span().data() + sizeof(RingHeader) + 64);
}

TEST(RingLayout, TheThirtyThirdConsumerIsRefusedUntilOneLeaves) {
  RingMemory memory(ring_bytes(kShape));
  auto* ring = *create_ring(memory.span(), kShape);
  std::vector<ConsumerRow*> rows;
  for (std::size_t i = 0; i < kMostRingConsumers; ++i) {
    rows.push_back(*take_row(*ring, ConsumerState::dropping));
  }
  const auto refused = take_row(*ring, ConsumerState::joining);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().sentence, HasSubstr("all 32 rows"));
  rows[7]->lost.store(5);
  free_row(*ring, *rows[7]);
  const auto taken = take_row(*ring, ConsumerState::joining);
  ASSERT_TRUE(taken);
  EXPECT_EQ(*taken, rows[7]);
  EXPECT_EQ((*taken)->lost.load(), 0U);
}

}  // namespace
}  // namespace holdfast
