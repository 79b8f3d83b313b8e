#include "net/redirect_stamp.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "bpf/programs/udp_redirect_layout.h"
#include "net/redirect_program.h"

namespace holdfast {
namespace {

constexpr ClockOffsets kOffsets{.from_tai_ns = -37'000'000'000, .from_monotonic_ns = 1000};

std::array<std::uint8_t, 256> room_with(std::uint32_t clock, std::uint32_t mark) {
  std::array<std::uint8_t, 256> room{};
  const redirect_stamp stamp{
      .kernel_ns = 50'000'000'000, .device_ns = 77, .clock = clock, .mark = mark};
  std::memcpy(room.data() + room.size() - sizeof stamp, &stamp, sizeof stamp);
  return room;
}

TEST(redirect_stamp, each_clock_is_brought_to_the_wall_clock) {
  auto tai = room_with(HOLDFAST_REDIRECT_CLOCK_TAI, HOLDFAST_REDIRECT_MARK);
  EXPECT_EQ(take_redirect_stamp(tai, kOffsets).kernel_ns, 13'000'000'000);
  auto monotonic = room_with(HOLDFAST_REDIRECT_CLOCK_MONOTONIC, HOLDFAST_REDIRECT_MARK);
  const auto times = take_redirect_stamp(monotonic, kOffsets);
  EXPECT_EQ(times.kernel_ns, 50'000'001'000);
  EXPECT_EQ(times.device_ns, 77);
}

TEST(redirect_stamp, one_is_taken_once) {
  auto room = room_with(HOLDFAST_REDIRECT_CLOCK_TAI, HOLDFAST_REDIRECT_MARK);
  EXPECT_NE(take_redirect_stamp(room, kOffsets).kernel_ns, 0);
  const auto again = take_redirect_stamp(room, kOffsets);
  EXPECT_EQ(again.kernel_ns, 0);
  EXPECT_EQ(again.device_ns, 0);
}

TEST(redirect_stamp, bytes_without_the_mark_or_too_few_are_no_stamp) {
  auto room = room_with(HOLDFAST_REDIRECT_CLOCK_TAI, HOLDFAST_REDIRECT_MARK + 1);
  EXPECT_EQ(take_redirect_stamp(room, kOffsets).device_ns, 0);
  auto marked = room_with(HOLDFAST_REDIRECT_CLOCK_TAI, HOLDFAST_REDIRECT_MARK);
  const std::span<std::uint8_t> end(marked.end() - 20, marked.end());
  EXPECT_EQ(take_redirect_stamp(end, kOffsets).kernel_ns, 0);
}

TEST(redirect_stamp, an_unknown_clock_gives_no_time) {
  auto room = room_with(9, HOLDFAST_REDIRECT_MARK);
  EXPECT_EQ(take_redirect_stamp(room, kOffsets).kernel_ns, 0);
}

TEST(redirect_program, the_target_is_in_network_order) {
  ReceiverOptions options;
  options.local = {{10, 77, 0, 1}, 9000};
  options.xdp.queue = 3;
  auto target = redirect_target_of(options);
  const std::uint8_t bytes[] = {10, 77, 0, 1};
  EXPECT_EQ(std::memcmp(target.address, bytes, sizeof bytes), 0);
  EXPECT_EQ(target.words, 1U);
  EXPECT_EQ(target.any, 0U);
  EXPECT_EQ(target.queue, 3U);
  EXPECT_EQ(target.port, 9000 >> 8 | (9000 & 0xff) << 8);
  EXPECT_EQ(target.stamps, 1U);
  options.local.address.assign(16, 0);
  options.software_stamps = false;
  target = redirect_target_of(options);
  EXPECT_EQ(target.words, 4U);
  EXPECT_EQ(target.any, 1U);
  EXPECT_EQ(target.stamps, 0U);
}

}  // namespace
}  // namespace holdfast
