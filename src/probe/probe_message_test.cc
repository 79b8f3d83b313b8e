#include "probe/probe_message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <vector>

namespace holdfast {
namespace {

constexpr ProbeMessage kMessage{.session = 0x01020304,
                                .sequence = 0x1112131415161718,
                                .planned_ns = 0x2122232425262728,
                                .sent_ns = -2,
                                .reflected_ns = 0x41};

// Other versions of this program read it: it may not change without another version number.
TEST(ProbeMessage, LiesInThePayloadAsItAlwaysDid) {
  std::array<std::uint8_t, kProbeMessageBytes> payload{};
  payload.fill(0xee);
  write_probe_message(kMessage, payload);
  const std::array<std::uint8_t, kProbeMessageBytes> expected = {
      'H',  'F',  'P',  'B',  0,    1,    0,    0,    0x01, 0x02, 0x03, 0x04,
      0,    0,    0,    0,    0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
      0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0xff, 0xff, 0xff, 0xff,
      0xff, 0xff, 0xff, 0xfe, 0,    0,    0,    0,    0,    0,    0,    0x41};
  EXPECT_EQ(payload, expected);
}

TEST(ProbeMessage, LeavesTheFillingBehindItAlone) {
  std::vector<std::uint8_t> payload(kProbeMessageBytes + 3, 0xee);
  write_probe_message(kMessage, payload);
  EXPECT_EQ(payload[kProbeMessageBytes], 0xee);
  EXPECT_EQ(parse_probe_message(payload), kMessage);
}

TEST(ProbeMessage, IsNoneWhenShortOrOfAnotherMagicOrVersion) {
  std::vector<std::uint8_t> payload(kProbeMessageBytes);
  write_probe_message(kMessage, payload);
  ASSERT_TRUE(parse_probe_message(payload));
  EXPECT_FALSE(parse_probe_message(std::span(payload).first(kProbeMessageBytes - 1)));
  EXPECT_FALSE(parse_probe_message({}));
  for (const std::size_t at : {0U, 3U, 4U, 5U}) {
    auto other = payload;
    ++other[at];
    EXPECT_FALSE(parse_probe_message(other)) << at;
  }
}

RC_GTEST_PROP(ProbeMessage, WhatIsWrittenIsRead,
              (std::uint32_t session, std::uint64_t sequence, std::int64_t planned,
               std::int64_t sent, std::int64_t reflected)) {
  const ProbeMessage message{session, sequence, planned, sent, reflected};
  std::array<std::uint8_t, kProbeMessageBytes> payload{};
  write_probe_message(message, payload);
  RC_ASSERT(parse_probe_message(payload) == message);
}

}  // namespace
}  // namespace holdfast
