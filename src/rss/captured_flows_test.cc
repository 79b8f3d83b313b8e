#include "rss/captured_flows.h"

#include <gtest/gtest.h>

#include "packet/capture_test_fixture.h"

namespace holdfast {
namespace {

const std::vector<std::string> kOwn{"02:00:00:00:00:02"};

TEST(captured_flows, flows_that_come_in_have_their_rates_the_busiest_first) {
  auto file = pcap_header(0xa1b2c3d4, false, 1);
  put_packet(file, 100, 0, udp_frame(1, 2, 80), false);
  for (std::uint32_t at = 1; at <= 4; ++at) {
    put_packet(file, 100, at * 400'000, udp_frame(3, 2, 90), false);
  }
  put_packet(file, 102, 0, udp_frame(2, 1, 5000), false);   // this host's own
  put_packet(file, 102, 0, udp_frame(1, 2, 80, 1), false);  // ICMP
  const auto captured = captured_flows(file, kOwn);
  ASSERT_TRUE(captured) << captured.error().sentence;
  EXPECT_EQ(captured->packets, 7U);
  EXPECT_EQ(captured->outgoing, 1U);
  EXPECT_EQ(captured->others, 1U);
  ASSERT_EQ(captured->flows.size(), 2U);
  EXPECT_EQ(to_text(captured->flows[0].flow), "udp 10.0.0.3:5000 to 10.0.0.2:90");
  EXPECT_DOUBLE_EQ(captured->flows[0].rate, 2);
  EXPECT_EQ(to_text(captured->flows[1].flow), "udp 10.0.0.1:5000 to 10.0.0.2:80");
  EXPECT_DOUBLE_EQ(captured->flows[1].rate, 0.5);
}

TEST(captured_flows, tags_and_cut_packets_still_tell_their_flow) {
  auto tagged = udp_frame(1, 2, 80);
  tagged.insert(tagged.begin() + 12, {0x81, 0, 0, 7});
  tagged.resize(tagged.size() - 6);  // the ports are there
  auto file = pcap_header(0xa1b2c3d4, true, 1);
  put_packet(file, 1, 0, tagged, true);
  const auto captured = captured_flows(file, kOwn);
  ASSERT_TRUE(captured);
  EXPECT_EQ(to_text(captured->flows.at(0).flow), "udp 10.0.0.1:5000 to 10.0.0.2:80");
}

TEST(captured_flows, a_capture_without_a_flow_is_refused_with_its_counts) {
  auto file = pcap_header(0xa1b2c3d4, false, 1);
  put_packet(file, 1, 0, udp_frame(2, 1, 80), false);
  const auto captured = captured_flows(file, kOwn);
  ASSERT_FALSE(captured);
  EXPECT_EQ(captured.error().sentence,
            "there is no TCP or UDP packet that came in: of 1 packets this host sent 1, 0 are of "
            "other kinds");
}

}  // namespace
}  // namespace holdfast
