#include "chart/axis.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace holdfast {
namespace {

std::vector<std::string> labels_of(const std::vector<Tick>& ticks) {
  std::vector<std::string> labels;
  for (const auto& tick : ticks) labels.push_back(tick.label);
  return labels;
}

TEST(Axis, TicksAreRoundNumbersWithinTheirRange) {
  EXPECT_THAT(labels_of(round_ticks(0, 10, 6)),
              testing::ElementsAre("0", "2", "4", "6", "8", "10"));
  EXPECT_THAT(labels_of(round_ticks(-0.13, 0.21, 5)),
              testing::ElementsAre("−0.1", "0.0", "0.1", "0.2"));
  EXPECT_THAT(labels_of(round_ticks(2.61, 2.74, 4)), testing::ElementsAre("2.65", "2.70"));
  EXPECT_THAT(labels_of(round_ticks(0, 3000, 4)),
              testing::ElementsAre("0", "1000", "2000", "3000"));
}

TEST(Axis, NeverHasMoreTicksThanAsked) {
  for (double high = 1e-6; high < 1e9; high *= 1.37) {
    for (const std::size_t most : {2U, 5U, 9U}) {
      EXPECT_LE(round_ticks(-high / 3, high, most).size(), most) << high;
      EXPECT_GE(round_ticks(-high / 3, high, most).size(), 1U) << high;
    }
  }
}

TEST(Axis, WhatIsNoRangeHasNoTicks) {
  EXPECT_TRUE(round_ticks(1, 1, 5).empty());
  EXPECT_TRUE(round_ticks(2, 1, 5).empty());
  EXPECT_TRUE(round_ticks(0, INFINITY, 5).empty());
  EXPECT_TRUE(round_ticks(NAN, 1, 5).empty());
}

TEST(Axis, HoldsAllFiniteValuesBetweenItsOuterTicks) {
  const auto axis = number_axis(
      std::vector<double>{0.3, std::nan(""), 7.9, -std::numeric_limits<double>::infinity()}, "bps");
  EXPECT_EQ(axis.from, 0);
  EXPECT_EQ(axis.to, 8);
  EXPECT_EQ(axis.ticks.front().value, 0);
  EXPECT_EQ(axis.ticks.back().value, 8);
}

TEST(Axis, HasAnExtentThoughAllValuesAreEqualOrNoneIsThere) {
  for (const auto& values :
       {std::vector<double>{},
        {5, 5},
        {0},
        {1e15, 1e15},
        {std::nan("")},
        {-std::numeric_limits<double>::max(), std::numeric_limits<double>::max()}}) {
    const auto axis = number_axis(values, "");
    EXPECT_LT(axis.from, axis.to);
    EXPECT_TRUE(std::isfinite(axis.to - axis.from));
    EXPECT_FALSE(axis.ticks.empty());
  }
}

TEST(Axis, NamesStandFromTheTop) {
  const auto axis = name_axis({"a", "b", "c"});
  EXPECT_GT(axis.from, axis.ticks.back().value);
  EXPECT_LT(axis.to, axis.ticks.front().value);
}

}  // namespace
}  // namespace holdfast
