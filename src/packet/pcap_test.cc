#include "packet/pcap.h"

#include <gtest/gtest.h>

#include "packet/capture_test_fixture.h"

namespace holdfast {
namespace {

std::vector<CapturedPacket> all_of(const CaptureBytes& file) {
  std::vector<CapturedPacket> packets;
  auto reader = PcapReader::open(file);
  EXPECT_TRUE(reader) << reader.error().sentence;
  for (;;) {
    const auto packet = reader->next();
    EXPECT_TRUE(packet) << packet.error().sentence;
    if (!packet || !*packet) return packets;
    packets.push_back(**packet);
  }
}

CaptureBytes section(bool big) {
  CaptureBytes body, out;
  put(body, 0x1a2b3c4d, 4, big);
  put(body, 1, 2, big);
  put(body, 0, 2, big);
  put(body, ~std::uint64_t{0}, 8, big);
  put_block(out, 0x0a0d0d0a, body, big);
  return out;
}

CaptureBytes interface_of(std::uint16_t link, const CaptureBytes& options, bool big) {
  CaptureBytes body, out;
  put(body, link, 2, big);
  put(body, 0, 2, big);
  put(body, 65535, 4, big);
  put(body, options);
  put_block(out, 1, body, big);
  return out;
}

CaptureBytes enhanced(std::uint32_t interface, std::uint64_t units, const CaptureBytes& frame,
                      bool big) {
  CaptureBytes body, out;
  put(body, interface, 4, big);
  put(body, units >> 32U, 4, big);
  put(body, units & 0xffffffffU, 4, big);
  put(body, frame.size(), 4, big);
  put(body, frame.size() + 4, 4, big);
  put(body, frame);
  put_block(out, 6, body, big);
  return out;
}

TEST(pcap, both_byte_orders_and_both_units_are_read) {
  for (const bool big : {false, true}) {
    for (const bool nano : {false, true}) {
      auto file = pcap_header(nano ? 0xa1b23c4d : 0xa1b2c3d4, big, 1);
      put_packet(file, 1'700'000'000, 5, udp_frame(1, 2, 80), big);
      put_packet(file, 1'700'000'001, 0, {1, 2, 3}, big);
      const auto packets = all_of(file);
      ASSERT_EQ(packets.size(), 2U);
      EXPECT_EQ(packets[0].at_ns, 1'700'000'000'000'000'000 + (nano ? 5 : 5000));
      EXPECT_EQ(packets[0].frame.size(), udp_frame(1, 2, 80).size());
      EXPECT_EQ(packets[0].original_bytes, packets[0].frame.size() + 6);
      EXPECT_EQ(packets[0].link, LinkType::ethernet);
      EXPECT_EQ(packets[1].frame.size(), 3U);
    }
  }
}

TEST(pcap, an_empty_capture_has_no_packets) {
  EXPECT_TRUE(all_of(pcap_header(0xa1b2c3d4, false, 1)).empty());
}

// The same packets, whatever the parts: of 1 byte, of 7, of 100.
std::size_t packets_in_parts(const CaptureBytes& file, std::size_t step, std::string& error) {
  std::size_t end = std::min(kPcapHeaderBytes, file.size()), from = 0, packets = 0;
  auto reader = PcapReader::open(std::span(file).first(end), end == file.size());
  EXPECT_TRUE(reader);
  for (;;) {
    const auto packet = reader->next();
    if (!packet) {
      error = packet.error().sentence;
      return packets;
    }
    if (*packet) {
      ++packets;
      continue;
    }
    if (end == file.size()) return packets;
    from += reader->consumed();
    end = std::min(end + step, file.size());
    reader->go_on(std::span(file).subspan(from, end - from), end == file.size());
  }
}

TEST(pcap, a_file_that_comes_in_parts_has_the_same_packets) {
  auto records = pcap_header(0xa1b2c3d4, true, 1), blocks = section(true);
  put(blocks, interface_of(1, {}, true));
  for (std::uint8_t i = 0; i < 5; ++i) {
    put_packet(records, i, 0, udp_frame(i, 2, 80), true);
    put(blocks, enhanced(0, i, udp_frame(i, 2, 80), true));
  }
  put(blocks, section(false));  // of the other byte order, without packets
  for (const std::size_t step : {1U, 7U, 100U}) {
    for (auto file : {records, blocks}) {
      std::string error;
      EXPECT_EQ(packets_in_parts(file, step, error), 5U) << step;
      EXPECT_EQ(error, "");
      file.pop_back();
      EXPECT_EQ(packets_in_parts(file, step, error), file[0] == 0x0a ? 5U : 4U);
      const auto at = file[0] == 0x0a ? blocks.size() - 28 : records.size() - 60;
      EXPECT_EQ(error, "at byte " + std::to_string(at) +
                           (file[0] == 0x0a ? " a block is cut off" : " a packet is cut off"));
    }
  }
}

TEST(pcap, a_length_beyond_any_packets_is_told_at_once) {
  auto file = pcap_header(0xa1b2c3d4, false, 1);
  put(file, 1, 8, false);
  put(file, kLongestCaptured + 1, 4, false);
  put(file, 60, 4, false);
  auto reader = PcapReader::open(file, false);
  ASSERT_TRUE(reader);
  const auto packet = reader->next();
  ASSERT_FALSE(packet);
  EXPECT_EQ(packet.error().sentence, "at byte 24 a packet's length cannot be");
}

TEST(pcap, what_is_cut_off_is_told_with_its_place) {
  auto file = pcap_header(0xa1b2c3d4, false, 1);
  put_packet(file, 1, 0, udp_frame(1, 2, 80), false);
  file.pop_back();
  auto reader = PcapReader::open(file);
  ASSERT_TRUE(reader);
  const auto packet = reader->next();
  ASSERT_FALSE(packet);
  EXPECT_EQ(packet.error().code, ErrorCode::malformed);
  EXPECT_EQ(packet.error().sentence, "at byte 24 a packet is cut off");
}

TEST(pcap, what_is_no_capture_is_refused) {
  for (const CaptureBytes& file : {CaptureBytes{}, CaptureBytes{1, 2, 3, 4, 5, 6, 7, 8}}) {
    const auto reader = PcapReader::open(file);
    ASSERT_FALSE(reader);
    EXPECT_NE(reader.error().sentence.find("neither pcap nor pcapng"), std::string::npos);
  }
}

TEST(pcapng, sections_interfaces_and_their_clocks_are_read) {
  for (const bool big : {false, true}) {
    CaptureBytes nanoseconds, file = section(big);
    put(nanoseconds, 9, 2, big);  // if_tsresol
    put(nanoseconds, 1, 2, big);
    put(nanoseconds, {9, 0, 0, 0});
    put(nanoseconds, 14, 2, big);  // if_tsoffset
    put(nanoseconds, 8, 2, big);
    put(nanoseconds, 3, 8, big);
    put(file, interface_of(1, {}, big));
    put(file, interface_of(113, nanoseconds, big));
    put(file, enhanced(0, 7'000'001, udp_frame(1, 2, 80), big));
    put(file, enhanced(1, 5'000'000'002, {9, 9}, big));
    put_block(file, 5, {1, 2, 3, 4}, big);  // interface statistics: passed over
    const auto packets = all_of(file);
    ASSERT_EQ(packets.size(), 2U);
    EXPECT_EQ(packets[0].at_ns, 7'000'001'000);
    EXPECT_EQ(packets[0].link, LinkType::ethernet);
    EXPECT_EQ(packets[1].at_ns, 8'000'000'002);
    EXPECT_EQ(packets[1].link, LinkType::linux_cooked);
    EXPECT_EQ(packets[1].frame.size(), 2U);
  }
}

TEST(pcapng, a_simple_packet_is_of_the_first_interface_and_has_no_time) {
  CaptureBytes body, file = section(false);
  put(file, interface_of(1, {}, false));
  put(body, 6, 4, false);
  put(body, {1, 2, 3, 4, 5, 6});
  put_block(file, 3, body, false);
  const auto packets = all_of(file);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].frame.size(), 6U);
  EXPECT_EQ(packets[0].at_ns, 0);
}

TEST(pcapng, an_interface_that_is_not_there_is_malformed) {
  CaptureBytes file = section(false);
  put(file, enhanced(0, 1, {1}, false));
  auto reader = PcapReader::open(file);
  ASSERT_TRUE(reader);
  EXPECT_FALSE(reader->next());
}

}  // namespace
}  // namespace holdfast
