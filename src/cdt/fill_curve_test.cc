#include "cdt/fill_curve.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr auto kFilled = FillEnd::filled, kCancelled = FillEnd::cancelled,
               kCensored = FillEnd::censored;

TEST(FillCurve, WithoutCensoringIsTheShareOfOrders) {
  const std::vector<FillTime> orders = {{3, kCancelled}, {1, kFilled}, {2, kFilled}, {4, kFilled}};
  const FillCurve curve(orders);
  EXPECT_EQ(curve.filled_by(.5), 0);
  EXPECT_DOUBLE_EQ(curve.filled_by(1), .25);
  EXPECT_DOUBLE_EQ(curve.filled_by(3.5), .5);
  EXPECT_DOUBLE_EQ(curve.filled_by(9), .75);
  EXPECT_DOUBLE_EQ(curve.cancelled_by(9), .25);
  EXPECT_DOUBLE_EQ(curve.kaplan_meier_by(9), 1);  // as if the cancelled one had been filled
}

TEST(FillCurve, HasCensoredOrdersAtRiskAtTheirTime) {
  const std::vector<FillTime> orders = {{1, kCensored}, {1, kFilled}, {2, kFilled}};
  EXPECT_DOUBLE_EQ(FillCurve(orders).filled_by(1), 1.0 / 3);
  EXPECT_DOUBLE_EQ(FillCurve(orders).filled_by(2), 1);
}

TEST(FillCurve, KnowsHowLongOrdersAreNotFilled) {
  const std::vector<FillTime> orders = {{1, kFilled}, {3, kFilled}};
  EXPECT_DOUBLE_EQ(FillCurve(orders).mean_unfilled_until(2), 1.5);
  EXPECT_DOUBLE_EQ(FillCurve(orders).mean_unfilled_until(5), 2);
  EXPECT_DOUBLE_EQ(FillCurve({}).mean_unfilled_until(5), 5);
}

TEST(FillLogRank, SeesThatOneGroupIsFilledSooner) {
  std::vector<FillTime> soon, late;
  for (int i = 1; i <= 20; ++i) {
    soon.push_back({.1 * i, kFilled});
    late.push_back({1.0 * i, i % 5 == 0 ? kCancelled : kFilled});
  }
  const auto found = fill_log_rank(soon, late);
  ASSERT_TRUE(found);
  EXPECT_LT(found->p, .001);
  EXPECT_NEAR(fill_log_rank(late, soon)->chi_squared, found->chi_squared, 1e-9);
  EXPECT_NEAR(fill_log_rank(soon, soon)->p, 1, 1e-9);
}

TEST(FillLogRank, OfAnEmptyGroupIsNone) {
  const std::vector<FillTime> orders = {{1, kFilled}};
  EXPECT_FALSE(fill_log_rank({}, orders));
}

}  // namespace
}  // namespace holdfast
