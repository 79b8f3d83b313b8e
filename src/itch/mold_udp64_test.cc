#include "itch/mold_udp64.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "itch/message_test_fixture.h"

namespace holdfast {
namespace {

using Messages = std::vector<MessageBytes>;

const auto kPacket = from_hex("53455353494f4e303120 0000000000010000 0002 0003 414243 0000");

Messages messages_of(MoldBlocks blocks) {
  Messages messages;
  while (const auto message = blocks.next())
    messages.emplace_back(message->begin(), message->end());
  return messages;
}

MoldFault fault_of(const MessageBytes& bytes) {
  MoldPacket packet;
  return parse_mold_packet(bytes, packet);
}

TEST(MoldUdp64, ReadsAPacketByteByByte) {
  MoldPacket packet;
  ASSERT_EQ(parse_mold_packet(kPacket, packet), MoldFault::none);
  EXPECT_EQ(packet.header.session.text(), "SESSION01");
  EXPECT_EQ(packet.header.sequence, 65'536U);
  EXPECT_EQ(packet.header.count, 2);
  EXPECT_EQ(messages_of(packet.blocks), (Messages{{'A', 'B', 'C'}, {}}));
}

TEST(MoldUdp64, RefusesAPacketCutAnywhereOrWithSpareBytes) {
  for (std::size_t bytes = 0; bytes < kPacket.size(); ++bytes) {
    const MessageBytes cut(kPacket.begin(), kPacket.begin() + static_cast<std::ptrdiff_t>(bytes));
    EXPECT_EQ(fault_of(cut), bytes < 20 ? MoldFault::no_header : MoldFault::cut_block) << bytes;
  }
  auto longer = kPacket;
  longer.push_back(0);
  EXPECT_EQ(fault_of(longer), MoldFault::spare_bytes);
  EXPECT_EQ(to_string(MoldFault::spare_bytes), "spare_bytes");
}

TEST(MoldUdp64, TakesHeartbeatsAndTheEndForNoMessages) {
  const MoldHeader heartbeat{.session = MoldSession::of("S"), .sequence = 9};
  MoldHeader end = heartbeat;
  end.count = kMoldEndOfSession;
  for (const auto& header : {heartbeat, end}) {
    const auto bytes = encode_mold_header(header);
    MoldPacket packet;
    ASSERT_EQ(parse_mold_packet(bytes, packet), MoldFault::none);
    EXPECT_EQ(packet.header, header);
    EXPECT_EQ(packet.header.messages(), 0);
    EXPECT_EQ(packet.header.is_heartbeat(), header.count == 0);
    EXPECT_EQ(packet.header.is_end_of_session(), header.count != 0);
    EXPECT_TRUE(messages_of(packet.blocks).empty());
  }
}

TEST(MoldUdp64, ReadsARequestOfExactlyTwentyBytes) {
  const MoldHeader request{.session = MoldSession::of("SESSION01"), .sequence = 7, .count = 300};
  const auto bytes = encode_mold_header(request);
  EXPECT_EQ(parse_mold_request(bytes), request);
  EXPECT_FALSE(parse_mold_request(std::span(bytes).first(19)));
  EXPECT_FALSE(parse_mold_request(kPacket));
}

TEST(MoldPacketBuilder, EndsASessionWithTheNextSequence) {
  MoldPacketBuilder builder(MoldSession::of("SESSION01"), 65'536);
  ASSERT_TRUE(builder.add(MessageBytes{'A', 'B', 'C'}));
  ASSERT_TRUE(builder.add({}));
  const auto packet = builder.take();
  EXPECT_EQ(MessageBytes(packet.begin(), packet.end()), kPacket);
  MoldPacket read;
  ASSERT_EQ(parse_mold_packet(builder.take(), read), MoldFault::none);
  EXPECT_TRUE(read.header.is_heartbeat());
  EXPECT_EQ(read.header.sequence, 65'538U);
  ASSERT_EQ(parse_mold_packet(builder.take_end_of_session(), read), MoldFault::none);
  EXPECT_TRUE(read.header.is_end_of_session());
  EXPECT_EQ(read.header.sequence, 65'538U);
  EXPECT_EQ(builder.next_sequence(), 65'538U);
}

TEST(MoldPacketBuilder, RefusesAMessageThatDoesNotFit) {
  MoldPacketBuilder builder(MoldSession::of("S"), 1, 30);
  EXPECT_FALSE(builder.add(MessageBytes(9)));
  EXPECT_TRUE(builder.is_empty());
  EXPECT_TRUE(builder.add(MessageBytes(8)));
  EXPECT_FALSE(builder.add({}));
  EXPECT_EQ(builder.take().size(), 30U);
}

RC_GTEST_PROP(MoldPacketBuilder, LosesAndReordersNothing, (const Messages& messages)) {
  MoldPacketBuilder builder(MoldSession::of("S"), 1, 100);
  Messages sent, read;
  std::uint64_t expected = 1;
  const auto send = [&] {
    MoldPacket packet;
    RC_ASSERT(parse_mold_packet(builder.take(), packet) == MoldFault::none);
    RC_ASSERT(packet.header.sequence == expected);
    expected += packet.header.messages();
    for (auto& message : messages_of(packet.blocks)) read.push_back(std::move(message));
  };
  for (const auto& message : messages) {
    if (message.size() > 78) continue;
    sent.push_back(message);
    if (builder.add(message)) continue;
    send();
    RC_ASSERT(builder.add(message));
  }
  send();
  RC_ASSERT(read == sent);
  RC_ASSERT(builder.next_sequence() == sent.size() + 1);
}

}  // namespace
}  // namespace holdfast
