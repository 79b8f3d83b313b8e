#include "host/ethtool_ioctl.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/ethtool.h>

#include <cstring>

#include "host/rx_rule.h"

namespace holdfast {
namespace {

ethtool_rx_flow_spec tcp_rule() {
  ethtool_rx_flow_spec rule{};
  rule.flow_type = TCP_V4_FLOW;
  rule.location = 3;
  rule.ring_cookie = 5;
  rule.h_u.tcp_ip4_spec.ip4dst = htonl(0x0a000005);
  rule.m_u.tcp_ip4_spec.ip4dst = 0xffffffff;
  rule.h_u.tcp_ip4_spec.pdst = htons(9000);
  rule.m_u.tcp_ip4_spec.pdst = 0xffff;
  return rule;
}

TEST(RxRule, ReadsAddressesPortsAndQueue) {
  const Record record = decode_rx_rule(tcp_rule(), 0);
  EXPECT_EQ(record.number("location"), 3U);
  EXPECT_EQ(*record.text("flow-type"), "tcp4");
  EXPECT_EQ(*record.text("dst-ip"), "10.0.0.5");
  EXPECT_EQ(*record.text("dst-ip-mask"), "255.255.255.255");
  EXPECT_EQ(record.number("dst-port"), 9000U);
  EXPECT_EQ(record.number("dst-port-mask"), 65535U);
  EXPECT_EQ(record.number("queue"), 5U);
  EXPECT_EQ(record.text("src-ip"), nullptr);
  EXPECT_EQ(record.number("src-port"), std::nullopt);
}

TEST(RxRule, TellsADropFromAVirtualFunctionFromAContext) {
  auto rule = tcp_rule();
  rule.ring_cookie = RX_CLS_FLOW_DISC;
  EXPECT_EQ(decode_rx_rule(rule, 0).number("drop"), 1U);
  rule.ring_cookie = (std::uint64_t{2} << ETHTOOL_RX_FLOW_SPEC_RING_VF_OFF) | 4;
  EXPECT_EQ(decode_rx_rule(rule, 0).number("vf"), 2U);
  EXPECT_EQ(decode_rx_rule(rule, 0).number("queue"), 4U);
  rule.flow_type |= FLOW_RSS;
  EXPECT_EQ(decode_rx_rule(rule, 7).number("rss-context"), 7U);
  EXPECT_EQ(*decode_rx_rule(rule, 7).text("flow-type"), "tcp4");
}

TEST(RxRule, ReadsAnAddressOfVersion6AndAVlan) {
  ethtool_rx_flow_spec rule{};
  rule.flow_type = UDP_V6_FLOW | FLOW_EXT;
  const in6_addr address = {{{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}};
  std::memcpy(rule.h_u.udp_ip6_spec.ip6src, &address, sizeof address);
  std::memset(rule.m_u.udp_ip6_spec.ip6src, 0xff, sizeof address);
  rule.h_ext.vlan_tci = htons(100);
  rule.m_ext.vlan_tci = htons(0x0fff);
  const Record record = decode_rx_rule(rule, 0);
  EXPECT_EQ(*record.text("src-ip"), "fd00::1");
  EXPECT_EQ(record.number("vlan"), 100U);
}

TEST(RxRule, NamesAFlowTypeThatItDoesNotKnowByItsNumber) {
  ethtool_rx_flow_spec rule{};
  rule.flow_type = 0x7f;
  EXPECT_EQ(*decode_rx_rule(rule, 0).text("flow-type"), "type-127");
}

TEST(Statistics, PairsNamesWithValuesInTheirOrder) {
  std::vector<std::uint8_t> names(2 * ETH_GSTRING_LEN);
  std::memcpy(names.data(), "rx_packets", 10);
  std::memset(names.data() + ETH_GSTRING_LEN, 'x', ETH_GSTRING_LEN);  // no NUL at its end
  const std::uint64_t values[] = {7, 8, 9};
  const Record record = decode_statistics(names, values);
  ASSERT_EQ(record.fields.size(), 2U);
  EXPECT_EQ(record.number("rx_packets"), 7U);
  EXPECT_EQ(record.number(std::string(ETH_GSTRING_LEN, 'x')), 8U);
}

}  // namespace
}  // namespace holdfast
