#include "net/control_message.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <rapidcheck.h>

#include <cstring>
#include <vector>

#include "net/control_message_test_fixture.h"

namespace holdfast {
namespace {

TEST(ControlMessageTest, NoBytesAreNoStampsAndNoDrops) {
  const auto messages = parse_control_messages({});
  EXPECT_EQ(messages.kernel_ns, 0);
  EXPECT_EQ(messages.device_ns, 0);
  EXPECT_FALSE(messages.drops);
}

TEST(ControlMessageTest, TheFirstStampIsTheKernelsAndTheThirdTheDevices) {
  Control control;
  control.add_stamps({1'700'000'000, 123}, {42, 999'999'999});
  const auto messages = parse_control_messages(control.bytes());
  EXPECT_EQ(messages.kernel_ns, 1'700'000'000'000'000'123);
  EXPECT_EQ(messages.device_ns, 42'999'999'999);
}

TEST(ControlMessageTest, ADeviceStampAloneIsRead) {
  Control control;
  control.add_stamps({}, {7, 8});
  const auto messages = parse_control_messages(control.bytes());
  EXPECT_EQ(messages.kernel_ns, 0);
  EXPECT_EQ(messages.device_ns, 7'000'000'008);
}

TEST(ControlMessageTest, StampsAreReadUnderTheirNewNumberToo) {
  Control control;
  control.add_stamps({5, 6}, {}, 65);
  EXPECT_EQ(parse_control_messages(control.bytes()).kernel_ns, 5'000'000'006);
}

TEST(ControlMessageTest, DropsAreReadBesideStampsInAnyOrder) {
  Control before, after;
  before.add_drops(77).add_stamps({5, 6}, {});
  after.add_stamps({5, 6}, {}).add_drops(77);
  for (auto* const control : {&before, &after}) {
    const auto messages = parse_control_messages(control->bytes());
    EXPECT_EQ(messages.drops, 77U);
    EXPECT_EQ(messages.kernel_ns, 5'000'000'006);
  }
}

TEST(ControlMessageTest, UnknownKindsAndOtherLevelsArePassedOver) {
  Control control;
  control.add(SOL_SOCKET, 9999, std::uint64_t{1})
      .add(IPPROTO_IP, SO_RXQ_OVFL, std::uint32_t{5})
      .add(SOL_SOCKET, 9998, std::uint8_t{1})
      .add_drops(6);
  EXPECT_EQ(parse_control_messages(control.bytes()).drops, 6U);
}

TEST(ControlMessageTest, TheLastMessageMayEndWithoutItsPadding) {
  Control control;
  control.add_drops(6);
  control.bytes().resize(CMSG_LEN(sizeof(std::uint32_t)));
  EXPECT_EQ(parse_control_messages(control.bytes()).drops, 6U);
}

TEST(ControlMessageTest, ACutMessageIsNotRead) {
  Control whole;
  whole.add_drops(1).add_stamps({5, 6}, {7, 8});
  const std::size_t first = CMSG_SPACE(sizeof(std::uint32_t));
  const auto& bytes = whole.bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // Of its own size, so that a byte read too many is seen by the sanitizers.
    const std::vector<std::uint8_t> cut(bytes.begin(),
                                        bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const auto messages = parse_control_messages(cut);
    EXPECT_EQ(messages.kernel_ns, 0) << size;
    EXPECT_EQ(messages.drops.has_value(), size >= first - 4) << size;
  }
}

TEST(ControlMessageTest, WhatFollowsAnImpossibleLengthIsNotRead) {
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{15}, std::size_t{1000}, SIZE_MAX, SIZE_MAX - 6}) {
    Control control;
    control.add_drops(1).add_stamps({5, 6}, {}).add_drops(2);
    std::memcpy(&control.bytes()[CMSG_SPACE(sizeof(std::uint32_t))], &length, sizeof length);
    const auto messages = parse_control_messages(control.bytes());
    EXPECT_EQ(messages.drops, 1U) << length;
    EXPECT_EQ(messages.kernel_ns, 0) << length;
  }
}

TEST(ControlMessageTest, APayloadTooShortForItsKindIsPassedOver) {
  Control control;
  control.add(SOL_SOCKET, SO_TIMESTAMPING, timespec{5, 6})
      .add(SOL_SOCKET, SO_RXQ_OVFL, std::uint16_t{3})
      .add(SOL_SOCKET, SO_RXQ_OVFL, std::uint32_t{4});
  const auto messages = parse_control_messages(control.bytes());
  EXPECT_EQ(messages.kernel_ns, 0);
  EXPECT_EQ(messages.drops, 4U);
}

TEST(ControlMessageTest, AStampThatIsNoTimeIsNone) {
  constexpr std::int64_t kMost = INT64_MAX, kLeast = INT64_MIN;
  for (const timespec stamp : {timespec{kMost, 0}, timespec{-1, 0}, timespec{1, 1'000'000'000},
                               timespec{1, -1}, timespec{kLeast, kLeast}}) {
    Control control;
    control.add_stamps(stamp, {7, 8});
    const auto messages = parse_control_messages(control.bytes());
    EXPECT_EQ(messages.kernel_ns, 0) << stamp.tv_sec << ' ' << stamp.tv_nsec;
    EXPECT_EQ(messages.device_ns, 7'000'000'008);
  }
}

TEST(ControlMessageTest, BytesNeedNotBeAligned) {
  Control control;
  control.add_stamps({5, 6}, {7, 8}).add_drops(9);
  std::vector<std::uint8_t> shifted{0xff};
  shifted.insert(shifted.end(), control.bytes().begin(), control.bytes().end());
  const auto messages = parse_control_messages(std::span<const std::uint8_t>(shifted).subspan(1));
  EXPECT_EQ(messages.device_ns, 7'000'000'008);
  EXPECT_EQ(messages.drops, 9U);
}

TEST(ControlMessageTest, WhateverTheStampsAreNoneIsNegative) {
  EXPECT_TRUE(rc::check([](std::int64_t seconds, std::int64_t nanoseconds, std::size_t length) {
    Control control;
    control.add_stamps({seconds, nanoseconds}, {nanoseconds, seconds}).add_drops(1);
    std::memcpy(&control.bytes()[CMSG_SPACE(sizeof(scm_timestamping))], &length, sizeof length);
    const auto messages = parse_control_messages(control.bytes());
    RC_ASSERT(messages.kernel_ns >= 0);
    RC_ASSERT(messages.device_ns >= 0);
  }));
}

}  // namespace
}  // namespace holdfast
