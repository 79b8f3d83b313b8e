#include "rss/rss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/address.h"
#include "rss/rss_test_vectors.h"

namespace holdfast {
namespace {

using testing::HasSubstr;

// A NIC of four queues that spreads TCP over IPv4 and IPv6 by addresses and ports.
Nic four_queues() {
  Nic nic;
  nic.name = "eth0";
  nic.channels = Channels{.combined = 4};
  RssContext context;
  context.function = "toeplitz";
  context.key.assign(std::begin(kVerificationKey), std::end(kVerificationKey));
  for (std::uint32_t bucket = 0; bucket < 128; ++bucket) context.indirection.push_back(bucket % 4);
  nic.rss.push_back(context);
  nic.hash_fields = {{.flow_type = "tcp4", .l3 = true, .ports = true},
                     {.flow_type = "tcp6", .l3 = true, .ports = true},
                     {.flow_type = "udp4", .l3 = true, .ports = false}};
  return nic;
}

// The flow whose packets have the published vector's source and destination.
Flow flow_of(const VerificationVector& vector, Transport transport = Transport::tcp) {
  return {.transport = transport,
          .local = {*parse_address(vector.destination), vector.destination_port},
          .remote = {*parse_address(vector.source), vector.source_port}};
}

std::string reason_for(const Nic& nic, const Flow& flow) {
  std::string reason;
  EXPECT_EQ(queue_of(nic, flow, &reason), std::nullopt);
  return reason;
}

TEST(FlowSteering, TheSourceOfAReceivedPacketIsTheRemoteEnd) {
  const auto nic = four_queues();
  for (const auto& vector : kVerificationVectors) {
    EXPECT_EQ(queue_of(nic, flow_of(vector)), QueueIndex{vector.port_hash % 128 % 4});
  }
}

TEST(FlowSteering, EachFlowTypeHasItsOwnFields) {
  const auto nic = four_queues();
  const auto& vector = kVerificationVectors[0];
  EXPECT_EQ(queue_of(nic, flow_of(vector, Transport::udp)),
            QueueIndex{vector.address_hash % 128 % 4});
  EXPECT_THAT(reason_for(nic, flow_of(kVerificationVectors[5], Transport::udp)),
              HasSubstr("does not say which fields it hashes for udp6"));
}

TEST(FlowSteering, AnIpv4FlowOfAnIpv6SocketIsHashedAsIpv4) {
  const auto& vector = kVerificationVectors[0];
  auto flow = flow_of(vector);
  flow.local.address = *parse_address("::ffff:" + std::string(vector.destination));
  flow.remote.address = *parse_address("::ffff:" + std::string(vector.source));
  EXPECT_EQ(queue_of(four_queues(), flow), QueueIndex{vector.port_hash % 128 % 4});
}

TEST(FlowSteering, TheLowestMatchingNtupleRuleOverridesTheHash) {
  auto nic = four_queues();
  NtupleRule late{.location = 9, .flow_type = "tcp4"};
  late.queue = QueueIndex{1};
  NtupleRule early{.location = 2, .flow_type = "tcp4"};
  early.dst_port = 1766;
  early.dst_port_mask = 0xffff;
  early.queue = QueueIndex{3};
  nic.ntuple = {late, early};
  const FlowSteering steering(nic);
  EXPECT_EQ(steering.of(flow_of(kVerificationVectors[0])).queue, QueueIndex{3});
  EXPECT_EQ(steering.of(flow_of(kVerificationVectors[0])).ntuple_rule, 2U);
  EXPECT_EQ(steering.of(flow_of(kVerificationVectors[1])).queue, QueueIndex{1});
}

TEST(FlowSteering, ARulesContextAddsItsTableToTheRulesQueue) {
  auto nic = four_queues();
  nic.rss.push_back(nic.rss[0]);
  nic.rss[1].id = 1;
  nic.rss[1].indirection = {0, 1};
  NtupleRule rule{.location = 0, .flow_type = "tcp4"};
  rule.rss_context = 1;
  rule.queue = QueueIndex{2};
  nic.ntuple = {rule};
  const auto& vector = kVerificationVectors[0];
  EXPECT_EQ(queue_of(nic, flow_of(vector)), QueueIndex{2 + vector.port_hash % 2});
  nic.ntuple[0].rss_context = 5;
  EXPECT_THAT(reason_for(nic, flow_of(vector)), HasSubstr("RSS context 5"));
}

TEST(FlowSteering, ARuleThatDropsOrMayMatchGivesAReason) {
  auto nic = four_queues();
  NtupleRule rule{.location = 4, .flow_type = "tcp4"};
  rule.drops = true;
  nic.ntuple = {rule};
  EXPECT_THAT(reason_for(nic, flow_of(kVerificationVectors[0])), HasSubstr("rule 4 drops"));
  nic.ntuple[0].drops = false;
  EXPECT_THAT(reason_for(nic, flow_of(kVerificationVectors[0])), HasSubstr("no queue of this"));
  nic.ntuple[0].vlan = 7;
  EXPECT_THAT(reason_for(nic, flow_of(kVerificationVectors[0])), HasSubstr("rule 4 looks at more"));
}

TEST(FlowSteering, WhatCannotBeKnownHasAReason) {
  const auto flow = flow_of(kVerificationVectors[0]);
  auto nic = four_queues();
  nic.rss[0].key.clear();
  EXPECT_THAT(reason_for(nic, flow), HasSubstr("no hash key"));
  nic.rss[0].key.assign(40, 0);
  EXPECT_THAT(reason_for(nic, flow), HasSubstr("no hash key"));
  nic.rss[0].key.assign(13, 0x6d);
  EXPECT_THAT(reason_for(nic, flow), HasSubstr("13 bytes is too short for 12"));
  nic.rss[0].function = "crc32";
  EXPECT_THAT(
      reason_for(nic, flow),
      HasSubstr(
          "the hash function crc32 of the device is not documented for a table of 128 buckets"));
  nic.rss[0].indirection.clear();
  EXPECT_THAT(reason_for(nic, flow), HasSubstr("no indirection table"));
  nic.rss.clear();
  EXPECT_THAT(reason_for(nic, flow), HasSubstr("RSS context 0"));
}

TEST(FlowSteering, AnXorIsForetoldWhereItsDriverSaysWhatItIs) {
  auto nic = four_queues();
  nic.driver = "mlx5_core";
  nic.rss[0].function = "xor";
  nic.rss[0].key.clear();  // of which an XOR takes none
  for (std::uint32_t bucket = 128; bucket < 256; ++bucket) {
    nic.rss[0].indirection.push_back(bucket % 4);
  }
  // 66.9.149.187:2794 to 161.142.100.80:1766: 42^09^95^bb ^ a1^8e^64^50 ^ 0a^ea ^ 06^e6 = 7e.
  const auto steering = FlowSteering(nic).of(flow_of(kVerificationVectors[0]));
  EXPECT_EQ(steering.hash, 0x7eU);
  EXPECT_EQ(steering.bucket, 0x7eU);
  EXPECT_EQ(steering.queue, QueueIndex{0x7e % 4});
  nic.rss[0].indirection.resize(128);
  EXPECT_THAT(reason_for(nic, flow_of(kVerificationVectors[0])),
              HasSubstr("the hash function xor of mlx5_core is not documented for a table of 128"));
  nic.rss[0].indirection.resize(256, 1);
  nic.driver = "hns3";
  EXPECT_THAT(reason_for(nic, flow_of(kVerificationVectors[0])),
              HasSubstr("xor of hns3 is not documented"));
}

TEST(FlowSteering, RedactedAndUnconnectedAddressesHaveAReason) {
  auto flow = flow_of(kVerificationVectors[0]);
  flow.remote.address = {0, 0, 0, 0};
  EXPECT_THAT(reason_for(four_queues(), flow), HasSubstr("not connected"));
  flow.remote.address.clear();
  EXPECT_THAT(reason_for(four_queues(), flow), HasSubstr("does not have the flow's addresses"));
}

TEST(FlowSteering, FieldsBeyondAddressesAndPortsHaveAReason) {
  auto nic = four_queues();
  nic.hash_fields[0].fields = {"ip-src", "ip-dst", "vlan"};
  EXPECT_THAT(reason_for(nic, flow_of(kVerificationVectors[0])), HasSubstr("other fields"));
}

TEST(FlowSteering, OneQueueNeedsNoHash) {
  Nic nic;
  nic.channels = Channels{.combined = 1};
  EXPECT_EQ(queue_of(nic, flow_of(kVerificationVectors[0])), QueueIndex{0});
  auto table_of_one = four_queues();
  table_of_one.rss[0].indirection.assign(128, 2);
  table_of_one.rss[0].key.clear();
  EXPECT_EQ(queue_of(table_of_one, flow_of(kVerificationVectors[0])), QueueIndex{2});
}

}  // namespace
}  // namespace holdfast
