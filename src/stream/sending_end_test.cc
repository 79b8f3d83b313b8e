#include "stream/sending_end.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stream/seeded_chance.h"

namespace holdfast {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::vector<std::uint8_t> message_of(std::size_t bytes, std::uint64_t number) {
  std::vector<std::uint8_t> out(bytes, 'x');
  out[0] = static_cast<std::uint8_t>(number);
  return out;
}

struct Sent {
  std::vector<std::vector<std::uint8_t>> datagrams;
  void operator()(std::span<const std::uint8_t> datagram) {
    datagrams.emplace_back(datagram.begin(), datagram.end());
  }
  MoldHeader header(std::size_t i) const {
    MoldPacket packet;
    EXPECT_EQ(parse_mold_packet(datagrams.at(i), packet), MoldFault::none);
    return packet.header;
  }
};

SendingEndOptions options_of(std::size_t limit = 1472) {
  return {.session = MoldSession::of("S1"), .datagram_limit = limit};
}

TEST(SendingEnd, PacksABatchIntoOneDatagram) {
  SendingEnd end(options_of());
  Sent sent;
  for (std::uint64_t i = 1; i <= 5; ++i) end.add(i, message_of(20, i), sent);
  EXPECT_TRUE(sent.datagrams.empty());
  end.flush(sent);
  ASSERT_EQ(sent.datagrams.size(), 1U);
  EXPECT_EQ(sent.datagrams[0].size(), 20U + 5 * 22);
  EXPECT_EQ(sent.header(0), (MoldHeader{MoldSession::of("S1"), 1, 5}));
  end.flush(sent);
  EXPECT_EQ(sent.datagrams.size(), 1U);
}

TEST(SendingEnd, BeginsAnotherDatagramWhereTheLimitIsReached) {
  SendingEnd end(options_of(64));  // two messages of 20 bytes
  Sent sent;
  for (std::uint64_t i = 1; i <= 5; ++i) end.add(i, message_of(20, i), sent);
  end.flush(sent);
  ASSERT_EQ(sent.datagrams.size(), 3U);
  EXPECT_EQ(sent.header(2), (MoldHeader{MoldSession::of("S1"), 5, 1}));
  EXPECT_EQ(end.counts().messages, 5U);
  EXPECT_EQ(end.counts().bytes, 3U * 20 + 5 * 22);
}

TEST(SendingEnd, WhatWasLostIsAGapThatTheNumbersShow) {
  SendingEnd end(options_of());
  Sent sent;
  end.add(1, message_of(20, 1), sent);
  EXPECT_EQ(end.add(5, message_of(20, 5), sent), (SequenceRange{2, 5}));
  EXPECT_EQ(end.add(6, message_of(20, 6), sent), SequenceRange{});
  end.flush(sent);
  ASSERT_EQ(sent.datagrams.size(), 2U);
  EXPECT_EQ(sent.header(0), (MoldHeader{MoldSession::of("S1"), 1, 1}));
  EXPECT_EQ(sent.header(1), (MoldHeader{MoldSession::of("S1"), 5, 2}));
  EXPECT_EQ(end.counts().lost, 3U);
  EXPECT_EQ(end.counts().lost_ranges, 1U);
}

TEST(SendingEnd, AQuietStreamTellsWithItsHeartbeatWhatWasLostAtItsEnd) {
  SendingEnd end(options_of());
  Sent sent;
  end.add(1, message_of(20, 1), sent);
  EXPECT_EQ(end.skip_to(9, sent), (SequenceRange{2, 9}));
  ASSERT_EQ(sent.datagrams.size(), 1U);
  end.keep_alive({kSecond}, sent);
  EXPECT_EQ(sent.datagrams.size(), 1U);  // something was just sent
  end.keep_alive({2 * kSecond}, sent);
  ASSERT_EQ(sent.datagrams.size(), 2U);
  EXPECT_EQ(sent.header(1), (MoldHeader{MoldSession::of("S1"), 9, kMoldHeartbeat}));
}

TEST(SendingEnd, AHeartbeatComesOnceInEachQuietSecond) {
  SendingEnd end(options_of());
  Sent sent;
  for (std::int64_t ms = 1; ms <= 10'500; ms += 10) end.keep_alive({ms * 1'000'000}, sent);
  EXPECT_EQ(sent.datagrams.size(), 10U);
  EXPECT_EQ(end.counts().heartbeats, 10U);
}

TEST(SendingEnd, TheEndOfTheSessionIsRepeatedAndComesBehindWhatWaits) {
  SendingEnd end(options_of());
  Sent sent;
  end.add(1, message_of(20, 1), sent);
  for (std::int64_t ms = 5000; ms <= 5350; ms += 10) end.keep_ending({ms * 1'000'000}, sent);
  ASSERT_EQ(sent.datagrams.size(), 5U);
  EXPECT_EQ(sent.header(0).count, 1U);
  for (std::size_t i = 1; i < 5; ++i) {
    EXPECT_EQ(sent.header(i), (MoldHeader{MoldSession::of("S1"), 2, kMoldEndOfSession}));
  }
}

TEST(SendingEnd, AMessageThatFitsIntoNoDatagramIsCountedAndMissing) {
  SendingEnd end(options_of(64));
  Sent sent;
  end.add(1, message_of(43, 1), sent);
  end.add(2, message_of(5, 2), sent);
  end.flush(sent);
  ASSERT_EQ(sent.datagrams.size(), 1U);
  EXPECT_EQ(sent.header(0).sequence, 2U);
  EXPECT_EQ(end.counts().too_long, 1U);
}

TEST(SeededChance, BefallsItsShareAndTheSameOnesAgain) {
  SeededChance first(0.01, 7), again(0.01, 7), other(0.01, 8), none, all(1);
  int same_as_other = 0;
  for (int i = 0; i < 100'000; ++i) {
    const bool happens = first.happens();
    EXPECT_EQ(again.happens(), happens);
    same_as_other += happens && other.happens() ? 1 : 0;
    EXPECT_FALSE(none.happens());
    EXPECT_TRUE(all.happens());
  }
  EXPECT_NEAR(static_cast<double>(first.times()), 1000, 150);
  EXPECT_LT(same_as_other, 100);
}

}  // namespace
}  // namespace holdfast
