#include "probe/round_trips.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr std::int64_t kMs = 1'000'000;

ProbeMessage reflected(ProbeMessage message) {
  message.reflected_ns = 1;
  return message;
}

TEST(RoundTrips, APacketIsMatchedToItsOwnSending) {
  RoundTrips trips(7);
  const auto first = trips.begin(0), second = trips.begin(10 * kMs);
  EXPECT_EQ(second.sequence, first.sequence + 1);
  EXPECT_EQ(trips.end(reflected(second), 13 * kMs), 3 * kMs);
  EXPECT_EQ(trips.end(reflected(first), 14 * kMs), 14 * kMs);
  EXPECT_EQ(trips.counts(), (ProbeStreamCounts{2, 0, 0}));
}

TEST(RoundTrips, ThePacketsOwnTimesAreNotBelieved) {
  RoundTrips trips(7);
  auto message = reflected(trips.begin(10 * kMs));
  message.sent_ns = message.planned_ns = -1000 * kMs;
  EXPECT_EQ(trips.end(message, 12 * kMs), 2 * kMs);
}

TEST(RoundTrips, CountsOnceWhatComesTwice) {
  RoundTrips trips(7);
  const auto message = reflected(trips.begin(0));
  EXPECT_TRUE(trips.end(message, kMs));
  EXPECT_FALSE(trips.end(message, kMs));
  EXPECT_EQ(trips.counts().foreign, 1U);
}

TEST(RoundTrips, WhatIsNotOursIsForeign) {
  RoundTrips trips(7);
  const auto mine = trips.begin(0);
  auto other = reflected(mine), future = reflected(mine);
  other.session = 8;
  future.sequence = 1;
  for (const auto& message : {std::optional<ProbeMessage>{}, std::optional(other),
                              std::optional(future), std::optional(mine)}) {
    EXPECT_FALSE(trips.end(message, kMs));
  }
  EXPECT_EQ(trips.counts().foreign, 4U);
  EXPECT_TRUE(trips.end(reflected(mine), kMs));
}

TEST(RoundTrips, AfterASecondItIsLostAndCountedSoOnce) {
  RoundTrips trips(7);
  const auto late = trips.begin(0), unseen = trips.begin(900 * kMs);
  trips.expire(999 * kMs);
  EXPECT_EQ(trips.counts().lost, 0U);
  trips.expire(1000 * kMs);
  EXPECT_EQ(trips.counts().lost, 1U);
  EXPECT_FALSE(trips.end(reflected(late), 1001 * kMs));
  EXPECT_TRUE(trips.is_answer(reflected(late)));  // of a peer that is there
  EXPECT_FALSE(trips.is_answer(late));
  EXPECT_FALSE(trips.end(reflected(unseen), 1900 * kMs));  // before anybody gave it up
  trips.expire(5000 * kMs);
  EXPECT_EQ(trips.counts(), (ProbeStreamCounts{2, 2, 1}));
}

TEST(RoundTrips, OneThatWasNeverSentIsNotLost) {
  RoundTrips trips(7);
  trips.withdraw(trips.begin(0));
  trips.expire(5000 * kMs);
  EXPECT_EQ(trips.counts(), (ProbeStreamCounts{0, 0, 0}));
}

TEST(RoundTrips, MoreThanItHoldsAreLostFromTheOldest) {
  RoundTrips trips(7);
  const auto first = trips.begin(0);
  for (std::size_t i = 0; i < RoundTrips::kMost; ++i) trips.begin(1);
  EXPECT_FALSE(trips.end(reflected(first), 2));
  EXPECT_EQ(trips.counts().lost, 1U);
  EXPECT_EQ(trips.counts().sent, RoundTrips::kMost + 1);
}

}  // namespace
}  // namespace holdfast
