#include "packet/udp_frame_head.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "packet/frame_bytes_test_fixture.h"
#include "packet/network_order.h"
#include "packet/udp_frame.h"

namespace holdfast {
namespace {

const Bytes kHello = {'h', 'e', 'l', 'l', 'o'};
const Bytes kFrom4 = {10, 77, 0, 2}, kTo4 = {239, 129, 1, 1};
const Bytes kFrom6 = {0xfd, 0x77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
const Bytes kTo6 = {0xff, 0x05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 9};

UdpFrameHead head_of(const Bytes& from, const Bytes& to) {
  return UdpFrameHead({.from_hardware = {2, 0, 0, 0, 0, 2},
                       .to_hardware = hardware_address_of_group(to),
                       .from = from,
                       .to = to,
                       .from_port = 5555,
                       .to_port = 4000,
                       .ttl = 3});
}

Bytes frame_of(const UdpFrameHead& head, const Bytes& payload) {
  Bytes frame(head.size() + payload.size());
  EXPECT_EQ(head.write(payload, frame), frame.size());
  return frame;
}

/// The ones' complement sum of words in network order, as RFC 1071 has it in 4.1: 0xffff where the
/// checksum among them is right.
std::uint32_t plain_sum(const Bytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += static_cast<std::uint32_t>(bytes[i]) << (i % 2 == 0 ? 8U : 0U);
  }
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return sum;
}

// The bytes were made by another program, from RFC 791, 768 and 1112.
TEST(udp_frame_head, an_ipv4_datagram_is_the_frame_that_the_rfcs_say) {
  EXPECT_EQ(frame_of(head_of(kFrom4, kTo4), kHello),
            Bytes({0x01, 0x00, 0x5e, 0x01, 0x01, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x02,
                   0x08, 0x00, 0x45, 0x00, 0x00, 0x21, 0x00, 0x00, 0x40, 0x00, 0x03, 0x11,
                   0x7c, 0xfb, 0x0a, 0x4d, 0x00, 0x02, 0xef, 0x81, 0x01, 0x01, 0x15, 0xb3,
                   0x0f, 0xa0, 0x00, 0x0d, 0x9b, 0xdd, 0x68, 0x65, 0x6c, 0x6c, 0x6f}));
}

// From RFC 8200, 768 and 2464.
TEST(udp_frame_head, an_ipv6_datagram_is_the_frame_that_the_rfcs_say) {
  EXPECT_EQ(
      frame_of(head_of(kFrom6, kTo6), kHello),
      Bytes({0x33, 0x33, 0x00, 0x08, 0x00, 0x09, 0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x86, 0xdd,
             0x60, 0x00, 0x00, 0x00, 0x00, 0x0d, 0x11, 0x03, 0xfd, 0x77, 0x00, 0x00, 0x00, 0x00,
             0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0x05, 0x00, 0x00,
             0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x00, 0x09, 0x15, 0xb3,
             0x0f, 0xa0, 0x00, 0x0d, 0x9a, 0x1e, 0x68, 0x65, 0x6c, 0x6c, 0x6f}));
}

TEST(udp_frame_head, a_checksum_of_zero_is_sent_as_all_ones) {
  // Two bytes that bring the sum of the rest up to 0xffff: the checksum that came of 0 shows them.
  const auto head = head_of(kFrom4, kTo4);
  const auto frame = frame_of(head, {0, 0});
  const auto wanted = word_at(frame, 40);
  const auto with =
      frame_of(head, {static_cast<std::uint8_t>(wanted >> 8U), static_cast<std::uint8_t>(wanted)});
  EXPECT_EQ(word_at(with, 40), 0xffff);
}

RC_GTEST_PROP(udp_frame_head, any_payload_comes_out_of_the_parser_again_and_its_checksums_are_right,
              (const Bytes& payload, bool is_ipv4)) {
  const auto& from = is_ipv4 ? kFrom4 : kFrom6;
  const auto& to = is_ipv4 ? kTo4 : kTo6;
  const auto head = head_of(from, to);
  const auto frame = frame_of(head, payload);
  UdpFrame parsed;
  RC_ASSERT(parse_frame(frame, parsed) == FrameKind::udp);
  RC_ASSERT(Bytes(parsed.payload.begin(), parsed.payload.end()) == payload);
  RC_ASSERT(Bytes(parsed.source.begin(), parsed.source.end()) == from);
  RC_ASSERT(Bytes(parsed.destination.begin(), parsed.destination.end()) == to);
  RC_ASSERT(parsed.source_port == 5555 && parsed.destination_port == 4000);
  if (is_ipv4) RC_ASSERT(plain_sum({frame.begin() + 14, frame.begin() + 34}) == 0xffffU);
  const auto udp = frame.begin() + static_cast<std::ptrdiff_t>(head.size() - 8);
  Bytes summed = from;
  add(summed, to);
  add_word(summed, 17);
  add_word(summed, payload.size() + 8);
  summed.insert(summed.end(), udp, frame.end());
  RC_ASSERT(plain_sum(summed) == 0xffffU);
}

}  // namespace
}  // namespace holdfast
