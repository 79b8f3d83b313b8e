#include "rss/ntuple_match.h"

#include <gtest/gtest.h>

#include "model/address.h"

namespace holdfast {
namespace {

Flow flow() {
  return {.transport = Transport::udp,
          .local = {*parse_address("239.1.1.100"), 4000},
          .remote = {*parse_address("10.0.0.9"), 5000}};
}

NtupleRule rule(std::string type) {
  NtupleRule made;
  made.flow_type = std::move(type);
  return made;
}

TEST(NtupleMatch, ARuleWithoutFieldsTakesItsWholeFlowType) {
  EXPECT_EQ(match_of(rule("udp4"), flow()), Match::yes);
  EXPECT_EQ(match_of(rule("ip4"), flow()), Match::yes);
  for (const auto* type : {"tcp4", "udp6", "ip6", "sctp4"}) {
    EXPECT_EQ(match_of(rule(type), flow()), Match::no) << type;
  }
}

TEST(NtupleMatch, DestinationIsTheLocalEnd) {
  auto by_destination = rule("udp4");
  by_destination.dst_ip = "239.1.1.100";
  by_destination.dst_ip_mask = "255.255.255.255";
  by_destination.dst_port = 4000;
  by_destination.dst_port_mask = 0xffff;
  EXPECT_EQ(match_of(by_destination, flow()), Match::yes);
  auto by_source = rule("udp4");
  by_source.src_ip = "239.1.1.100";
  by_source.src_ip_mask = "255.255.255.255";
  EXPECT_EQ(match_of(by_source, flow()), Match::no);
}

TEST(NtupleMatch, OnlyMaskedBitsAreCompared) {
  auto masked = rule("udp4");
  masked.src_ip = "10.0.0.0";
  masked.src_ip_mask = "255.255.255.0";
  masked.src_port = 5001;
  masked.src_port_mask = 0xff00;
  EXPECT_EQ(match_of(masked, flow()), Match::yes);
  masked.src_port_mask = 0xffff;
  EXPECT_EQ(match_of(masked, flow()), Match::no);
  masked.src_port.reset();
  masked.src_ip_mask = "255.255.255.255";
  EXPECT_EQ(match_of(masked, flow()), Match::no);
  masked.src_ip_mask.clear();
  EXPECT_EQ(match_of(masked, flow()), Match::yes);
}

TEST(NtupleMatch, WhatASocketDoesNotShowIsUnknownUnlessAnotherFieldDiffers) {
  EXPECT_EQ(match_of(rule("ether"), flow()), Match::unknown);
  auto tagged = rule("udp4");
  tagged.vlan = 7;
  EXPECT_EQ(match_of(tagged, flow()), Match::unknown);
  tagged.dst_port = 4001;
  tagged.dst_port_mask = 0xffff;
  EXPECT_EQ(match_of(tagged, flow()), Match::no);
  auto broken = rule("udp4");
  broken.src_ip = "not an address";
  broken.src_ip_mask = "255.255.255.255";
  EXPECT_EQ(match_of(broken, flow()), Match::unknown);
}

}  // namespace
}  // namespace holdfast
