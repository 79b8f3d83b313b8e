#include "account/fixed_point.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace holdfast {
namespace {

TEST(FixedPoint, ADecimalNumberOfFifteenDigitsIsItself) {
  EXPECT_EQ(fixed_price(0.1), 100'000'000);
  EXPECT_EQ(fixed_price(123.4567), 123'456'700'000);
  EXPECT_EQ(fixed_price(-0.000000001), -1);
  EXPECT_EQ(fixed_price(54321987.654321), 54'321'987'654'321'000);
  EXPECT_EQ(fixed_price(999999999.12345), 999'999'999'123'450'000);
  EXPECT_EQ(fixed_quantity(0.00000001), 1);
  EXPECT_EQ(fixed_quantity(7'654'321'098.76543), 765'432'109'876'543'000);
}

TEST(FixedPoint, WhatIsNoPriceIsNone) {
  EXPECT_FALSE(fixed_price(std::nan("")));
  EXPECT_FALSE(fixed_price(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(fixed_price(1.1e9));
  EXPECT_FALSE(fixed_quantity(-1.1e10));
}

TEST(FixedPoint, EveryTickOfAPriceSurvives) {
  for (std::int64_t tick = 1; tick < 3'000'000; tick += 7) {
    ASSERT_EQ(fixed_price(static_cast<double>(tick) / 1e4), tick * 100'000);
  }
}

TEST(Money, IsExactAndSaysWhenItIsNot) {
  Money third, sum;
  third.add_half(*fixed_price(0.1) * 2, *fixed_quantity(1));
  for (int nth = 0; nth < 3; ++nth) sum += third;
  Money direct;
  direct.add_amount(*fixed_price(0.3));
  EXPECT_EQ(sum, direct);
  for (int nth = 0; nth < 200; ++nth)
    sum.add_half(4'000'000'000'000'000'000, 1'000'000'000'000'000'000);
  EXPECT_TRUE(sum.is_overflown());
  EXPECT_FALSE(sum.bps_of(direct));
}

}  // namespace
}  // namespace holdfast
