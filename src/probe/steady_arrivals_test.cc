#include "probe/steady_arrivals.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr std::int64_t kMs = 1'000'000;

ProbeMessage numbered(std::uint64_t sequence, std::uint32_t session = 7) {
  return {.session = session, .sequence = sequence, .planned_ns = 1, .sent_ns = 1};
}

TEST(SteadyArrivals, TakesEachOfTheFirstSendersPacketsOnceFromWhereItWas) {
  SteadyArrivals arrivals;
  EXPECT_TRUE(arrivals.take(numbered(1000), 0));
  EXPECT_TRUE(arrivals.take(numbered(1001), 0));
  EXPECT_FALSE(arrivals.take(numbered(1001), 0));
  EXPECT_FALSE(arrivals.take(numbered(999), 0));
  EXPECT_EQ(arrivals.counts(), (ProbeStreamCounts{2, 0, 2}));
}

TEST(SteadyArrivals, AnotherSenderIsForeignUntilTheFirstHasEnded) {
  SteadyArrivals arrivals;
  EXPECT_TRUE(arrivals.take(numbered(0), 0));
  EXPECT_FALSE(arrivals.take(numbered(5, 8), 999 * kMs));
  EXPECT_TRUE(arrivals.take(numbered(6, 8), 1000 * kMs));
  EXPECT_FALSE(arrivals.take(numbered(1), 1001 * kMs));
  EXPECT_EQ(arrivals.counts(), (ProbeStreamCounts{2, 0, 2}));
}

TEST(SteadyArrivals, ANumberThatLacksForLongIsLostAndOneOutOfOrderIsNot) {
  SteadyArrivals arrivals;
  arrivals.take(numbered(0), 0);
  arrivals.take(numbered(3), 0);
  arrivals.settle();
  EXPECT_EQ(arrivals.counts().lost, 0U);
  EXPECT_TRUE(arrivals.take(numbered(2), 0));
  arrivals.settle();
  EXPECT_EQ(arrivals.counts().lost, 1U);
  arrivals.settle();
  EXPECT_EQ(arrivals.counts(), (ProbeStreamCounts{4, 1, 0}));
}

TEST(SteadyArrivals, TheCountOfTheLostNeverFallsAndStaysWhenTheSenderChanges) {
  SteadyArrivals arrivals;
  arrivals.take(numbered(0), 0);
  arrivals.take(numbered(3), 0);
  arrivals.settle();
  arrivals.settle();
  EXPECT_EQ(arrivals.counts().lost, 2U);
  EXPECT_TRUE(arrivals.take(numbered(1), 0));  // very late
  arrivals.settle();
  EXPECT_EQ(arrivals.counts().lost, 2U);
  arrivals.take(numbered(5), 0);
  arrivals.take(numbered(0, 8), 2000 * kMs);
  EXPECT_EQ(arrivals.counts().lost, 2U);
  arrivals.take(numbered(3, 8), 2000 * kMs);
  arrivals.take(numbered(0, 9), 4000 * kMs);
  EXPECT_EQ(arrivals.counts().lost, 4U);
}

TEST(SteadyArrivals, WhatNoSenderSendsIsForeign) {
  SteadyArrivals arrivals;
  auto back = numbered(0);
  back.reflected_ns = 5;
  EXPECT_FALSE(arrivals.take(std::nullopt, 0));
  EXPECT_FALSE(arrivals.take(back, 0));
  EXPECT_FALSE(arrivals.take(numbered(std::uint64_t{1} << 62U), 0));
  EXPECT_FALSE(arrivals.take(numbered(0, 0), 0));
  EXPECT_EQ(arrivals.counts(), (ProbeStreamCounts{0, 0, 4}));
}

}  // namespace
}  // namespace holdfast
