#include "host/flow_rule_text.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/rx_rule.h"

namespace holdfast {
namespace {

TEST(FlowMatch, IsTheKernelsStructure) {
  const auto rule = parse_flow_match("udp4 src-ip 10.1.0.0/16 dst-ip 239.1.1.100/32 dst-port 4000");
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->flow_type, static_cast<std::uint32_t>(UDP_V4_FLOW));
  EXPECT_EQ(ntohl(rule->h_u.udp_ip4_spec.ip4src), 0x0a010000U);
  EXPECT_EQ(ntohl(rule->m_u.udp_ip4_spec.ip4src), 0xffff0000U);
  EXPECT_EQ(ntohl(rule->m_u.udp_ip4_spec.ip4dst), 0xffffffffU);
  EXPECT_EQ(ntohs(rule->h_u.udp_ip4_spec.pdst), 4000);
  EXPECT_EQ(rule->m_u.udp_ip4_spec.pdst, 0xffff);
  EXPECT_EQ(rule->m_u.udp_ip4_spec.psrc, 0);
}

TEST(FlowMatch, ReadsBackAsTheReaderHasIt) {
  const auto rule = parse_flow_match("tcp6 dst-ip ff05::1/64 src-port 1 dst-port 65535 vlan 7");
  ASSERT_TRUE(rule);
  const Record record = decode_rx_rule(*rule, 0);
  EXPECT_EQ(*record.text("flow-type"), "tcp6");
  EXPECT_EQ(*record.text("dst-ip"), "ff05::");
  EXPECT_EQ(*record.text("dst-ip-mask"), "ffff:ffff:ffff:ffff::");
  EXPECT_EQ(record.number("src-port"), 1U);
  EXPECT_EQ(record.number("dst-port"), 65535U);
  EXPECT_EQ(record.number("vlan"), 7U);
}

TEST(FlowMatch, OfAnyProtocolHasItsPortsInTheFirstBytes) {
  const auto rule = parse_flow_match("ip4 src-port 5 dst-port 6");
  ASSERT_TRUE(rule);
  const Record record = decode_rx_rule(*rule, 0);
  EXPECT_EQ(record.number("src-port"), 5U);
  EXPECT_EQ(record.number("dst-port"), 6U);
}

TEST(FlowMatch, NamesTheWrongWord) {
  for (const auto& [text, word] : {std::pair{"udp5 dst-port 1", "udp5"},
                                   {"udp4 dst-port 70000", "70000"},
                                   {"udp4 dst-ip ff05::1", "ff05::1"},
                                   {"udp4 dst-ip 1.2.3.4/33", "1.2.3.4/33"},
                                   {"udp4 colour red", "colour"},
                                   {"udp4 vlan 4096", "4096"},
                                   {"udp4 dst-port", ""}}) {
    const auto rule = parse_flow_match(text);
    ASSERT_FALSE(rule) << text;
    EXPECT_THAT(rule.error().sentence, testing::HasSubstr(word)) << text;
  }
}

TEST(FlowMatch, IsTheSameWhateverTheActionAndThePlace) {
  auto one = *parse_flow_match("udp4 dst-ip 10.0.0.1/32");
  auto other = *parse_flow_match("udp4 dst-ip 10.0.0.1");
  other.location = 12;
  other.ring_cookie = 3;
  EXPECT_TRUE(same_match(one, other));
  EXPECT_FALSE(same_match(one, *parse_flow_match("tcp4 dst-ip 10.0.0.1")));
  EXPECT_FALSE(same_match(one, *parse_flow_match("udp4 dst-ip 10.0.0.1 vlan 1")));
}

TEST(FlowMatch, OfAPortMayHaveAMask) {
  const auto rule = parse_flow_match("tcp4 dst-port 4097/0xf000");
  ASSERT_TRUE(rule);
  EXPECT_EQ(ntohs(rule->h_u.tcp_ip4_spec.pdst), 0x1000);
  EXPECT_EQ(ntohs(rule->m_u.tcp_ip4_spec.pdst), 0xf000);
  for (const auto* text : {"tcp4 dst-port 1/", "tcp4 dst-port 1/15", "tcp4 dst-port 1/0x0"}) {
    EXPECT_FALSE(parse_flow_match(text)) << text;
  }
}

TEST(FlowMatch, IsTheSameWhateverTheBitsThatAreNotCompared) {
  const auto wanted = *parse_flow_match("udp4 dst-ip 10.1.2.3/16 vlan 7");
  EXPECT_EQ(ntohl(wanted.h_u.udp_ip4_spec.ip4dst), 0x0a010000U);
  auto told = wanted;
  told.h_u.udp_ip4_spec.ip4dst = htonl(0x0a010203);
  told.h_u.udp_ip4_spec.psrc = htons(99);
  told.h_ext.vlan_tci = htons(0x6007);  // with a priority
  told.m_ext.vlan_tci = 0xffff;
  EXPECT_TRUE(same_match(wanted, told));
}

TEST(FlowAction, IsAQueueOrADropWithAPlace) {
  EXPECT_FALSE(parse_flow_action("")->exists);
  const auto queue = parse_flow_action("queue 3 location 12");
  EXPECT_EQ(queue->cookie, 3U);
  EXPECT_EQ(queue->location, 12U);
  EXPECT_EQ(parse_flow_action("drop")->cookie, RX_CLS_FLOW_DISC);
}

TEST(FlowAction, IsNothingElse) {
  for (const auto* text : {"queue", "queue -1", "drop 3", "accept", "queue 1 location",
                           "queue 1 location 4294967295", "queue 1 location 2 x"}) {
    EXPECT_FALSE(parse_flow_action(text)) << text;
  }
}

RC_GTEST_PROP(FlowMatch, OfAnyTextIsARuleOrASentence, (const std::string& text)) {
  const auto rule = parse_flow_match(text);
  RC_ASSERT(rule || !rule.error().sentence.empty());
  static_cast<void>(parse_flow_action(text));
}

}  // namespace
}  // namespace holdfast
