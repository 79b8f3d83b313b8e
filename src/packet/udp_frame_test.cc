#include "packet/udp_frame.h"

#include <gtest/gtest.h>

#include <string>

#include "packet/frame_bytes_test_fixture.h"

namespace holdfast {
namespace {

std::string text_of(const UdpFrame& frame) { return {frame.payload.begin(), frame.payload.end()}; }

TEST(udp_frame, a_udp_packet_over_ipv4_has_its_ends_and_payload) {
  const auto bytes = framed(ethernet({}, 0x0800), ipv4(udp(9000, "hello")));
  UdpFrame frame;
  ASSERT_EQ(parse_frame(bytes, frame), FrameKind::udp);
  EXPECT_EQ(text_of(frame), "hello");
  EXPECT_EQ(frame.source_port, 5555);
  EXPECT_EQ(frame.destination_port, 9000);
  EXPECT_EQ(Bytes(frame.source.begin(), frame.source.end()), Bytes({10, 77, 0, 2}));
  EXPECT_EQ(Bytes(frame.destination.begin(), frame.destination.end()), Bytes({10, 77, 0, 1}));
  EXPECT_EQ(frame.vlan_count, 0);
}

TEST(udp_frame, up_to_two_tags_are_passed_and_told) {
  UdpFrame frame;
  ASSERT_EQ(parse_frame(framed(ethernet({42}, 0x0800), ipv4(udp(1, "a"))), frame), FrameKind::udp);
  EXPECT_EQ(frame.vlan_count, 1);
  EXPECT_EQ(frame.vlans[0], 42);
  // The upper four bits are the priority.
  const auto twice = framed(ethernet({0xe007, 4095}, 0x86dd), ipv6(udp(1, "b")));
  ASSERT_EQ(parse_frame(twice, frame), FrameKind::udp);
  EXPECT_EQ(frame.vlans, (std::array<std::uint16_t, 2>{7, 4095}));
  const auto thrice = framed(ethernet({1, 2, 3}, 0x0800), ipv4(udp(1, "c")));
  EXPECT_EQ(parse_frame(thrice, frame), FrameKind::other);
}

TEST(udp_frame, ipv6_and_options_of_ipv4_are_understood) {
  UdpFrame frame;
  const auto six = framed(ethernet({}, 0x86dd), ipv6(udp(9000, "six")));
  ASSERT_EQ(parse_frame(six, frame), FrameKind::udp);
  EXPECT_EQ(text_of(frame), "six");
  EXPECT_EQ(frame.destination.size(), 16U);
  EXPECT_EQ(frame.destination.back(), 1);
  for (const std::size_t options : {4U, 40U}) {
    const auto four = framed(ethernet({}, 0x0800), ipv4(udp(9000, "four"), options));
    ASSERT_EQ(parse_frame(four, frame), FrameKind::udp) << options;
    EXPECT_EQ(text_of(frame), "four");
  }
}

TEST(udp_frame, padding_behind_the_packet_is_left_out) {
  auto bytes = framed(ethernet({}, 0x0800), ipv4(udp(9000, "x")));
  bytes.resize(60, 0xee);
  UdpFrame frame;
  ASSERT_EQ(parse_frame(bytes, frame), FrameKind::udp);
  EXPECT_EQ(text_of(frame), "x");
}

TEST(udp_frame, fragments_are_told_apart_from_whole_packets) {
  UdpFrame frame;
  const auto with_flags = [&](std::uint16_t flags) {
    return parse_frame(framed(ethernet({}, 0x0800), ipv4(udp(9000, "x"), 0, flags)), frame);
  };
  EXPECT_EQ(with_flags(0x2000), FrameKind::fragment);
  EXPECT_EQ(with_flags(0x0005), FrameKind::fragment);
  EXPECT_EQ(with_flags(0x4000), FrameKind::udp) << "don't fragment";
  EXPECT_EQ(parse_frame(framed(ethernet({}, 0x86dd), ipv6(udp(9000, "x"), 44)), frame),
            FrameKind::fragment);
}

TEST(udp_frame, what_is_no_udp_is_other) {
  UdpFrame frame;
  EXPECT_EQ(parse_frame(framed(ethernet({}, 0x0806), Bytes(28)), frame), FrameKind::other);
  EXPECT_EQ(parse_frame(framed(ethernet({}, 0x0800), ipv4(udp(1, "x"), 0, 0, 6)), frame),
            FrameKind::other);
  EXPECT_EQ(parse_frame(framed(ethernet({}, 0x86dd), ipv6(udp(1, "x"), 60)), frame),
            FrameKind::other);
  EXPECT_EQ(parse_frame(framed(ethernet({}, 0x86dd), ipv4(udp(1, std::string(20, 'x')))), frame),
            FrameKind::other);
}

TEST(udp_frame, a_frame_that_ends_anywhere_too_early_is_never_taken_for_whole) {
  for (const auto& bytes : {framed(ethernet({1, 2}, 0x0800), ipv4(udp(9000, "payload"), 8)),
                            framed(ethernet({7}, 0x86dd), ipv6(udp(9000, "payload")))}) {
    UdpFrame frame;
    ASSERT_EQ(parse_frame(bytes, frame), FrameKind::udp);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const Bytes shorter(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_EQ(parse_frame(shorter, frame), FrameKind::cut) << size;
    }
  }
}

TEST(udp_frame, of_a_payload_that_a_capture_cut_there_is_what_was_captured) {
  const auto bytes = framed(ethernet({7}, 0x0800), ipv4(udp(9000, "payload")));
  UdpFrame frame;
  ASSERT_EQ(parse_frame(std::span(bytes).first(bytes.size() - 3), frame), FrameKind::cut);
  EXPECT_EQ(frame.destination_port, 9000);
  EXPECT_EQ(text_of(frame), "payl");
  auto tcp = bytes;
  tcp[14 + 4 + 9] = 6;
  EXPECT_EQ(parse_frame(std::span(tcp).first(tcp.size() - 3), frame), FrameKind::other);
}

TEST(udp_frame, a_capture_without_ethernet_is_read_by_its_link_type) {
  const auto bytes = ipv4(udp(9000, "raw"));
  UdpFrame frame;
  ASSERT_EQ(parse_frame(LinkType::raw_ip, bytes, frame), FrameKind::udp);
  EXPECT_EQ(text_of(frame), "raw");
  EXPECT_NE(parse_frame(LinkType::ethernet, bytes, frame), FrameKind::udp);
}

TEST(udp_frame, lengths_that_cannot_be_are_cut) {
  UdpFrame frame;
  Bytes bytes;
  const auto changed = [&](std::size_t at, std::uint8_t value) {
    bytes = framed(ethernet({}, 0x0800), ipv4(udp(9000, "hello")));
    bytes[at] = value;
    return parse_frame(bytes, frame);
  };
  EXPECT_EQ(changed(14, 0x44), FrameKind::cut) << "a header of 16 bytes";
  EXPECT_EQ(changed(14, 0x4f), FrameKind::cut) << "a header longer than the packet";
  EXPECT_EQ(changed(17, 19), FrameKind::cut) << "a packet shorter than its header";
  EXPECT_EQ(changed(39, 7), FrameKind::cut) << "a UDP length less than its header";
  EXPECT_EQ(changed(39, 14), FrameKind::cut) << "a UDP length beyond the packet";
  ASSERT_EQ(changed(39, 12), FrameKind::udp) << "the rest of the packet is not UDP's";
  EXPECT_EQ(text_of(frame), "hell");
}

}  // namespace
}  // namespace holdfast
