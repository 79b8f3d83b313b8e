#include "probe/figure_text.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(FigureText, OfADelayHasThreeDigitsAndTheUnitThatFits) {
  EXPECT_EQ(delay_text(0), "0 ns");
  EXPECT_EQ(delay_text(850), "850 ns");
  EXPECT_EQ(delay_text(-42), "-42 ns");
  EXPECT_EQ(delay_text(999.4), "999 ns");
  EXPECT_EQ(delay_text(999.6), "1.00 µs");
  EXPECT_EQ(delay_text(1704), "1.70 µs");
  EXPECT_EQ(delay_text(9996), "10.0 µs");
  EXPECT_EQ(delay_text(12'345), "12.3 µs");
  EXPECT_EQ(delay_text(999'600), "1.00 ms");
  EXPECT_EQ(delay_text(-4.56e6), "-4.56 ms");
  EXPECT_EQ(delay_text(2e9), "2.00 s");
  EXPECT_EQ(delay_text(9.2e18), "9,200,000,000 s");
}

TEST(FigureText, InMicrosecondsHasNoUnit) {
  EXPECT_EQ(microseconds_text(850), "0.85");
  EXPECT_EQ(microseconds_text(1704), "1.70");
  EXPECT_EQ(microseconds_text(99'960), "100");
  EXPECT_EQ(microseconds_text(5.9e6), "5,900");
  EXPECT_EQ(microseconds_text(-5.9e6), "-5,900");
}

TEST(FigureText, OfATickIsAsShortAsItIsRound) {
  EXPECT_EQ(tick_text(1), "1 ns");
  EXPECT_EQ(tick_text(20'000), "20 µs");
  EXPECT_EQ(tick_text(5e8), "500 ms");
  EXPECT_EQ(tick_text(1e10), "10 s");
}

TEST(FigureText, OfCountsHasCommas) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1000), "1,000");
  EXPECT_EQ(count_text(123'456'789), "123,456,789");
}

TEST(FigureText, OfARateIsWholeWhereItIsLarge) {
  EXPECT_EQ(rate_text(0.1), "0.1");
  EXPECT_EQ(rate_text(33.333), "33.3");
  EXPECT_EQ(rate_text(20e6), "20,000,000");
}

TEST(FigureText, OfASmallShareIsNotNothing) {
  EXPECT_EQ(share_text(0), "0 %");
  EXPECT_EQ(share_text(0.00002), "under 0.01 %");
  EXPECT_EQ(share_text(0.0012), "0.12 %");
  EXPECT_EQ(share_text(0.0123), "1.2 %");
  EXPECT_EQ(share_text(0.123), "12 %");
  EXPECT_EQ(share_text(1), "100 %");
}

TEST(FigureText, NamesPercentiles) {
  EXPECT_EQ(percentile_name(0.5), "P50");
  EXPECT_EQ(percentile_name(0.999), "P99.9");
  EXPECT_EQ(percentile_name(0.99999), "P99.999");
  EXPECT_EQ(percentile_name(1), "max");
}

}  // namespace
}  // namespace holdfast
