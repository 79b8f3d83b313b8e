#include "cdt/balance.h"

#include <gtest/gtest.h>

#include <vector>

#include "cdt/cem.h"

namespace holdfast {
namespace {

BalanceRow unweighted(const std::vector<double>& x, const std::vector<double>& d) {
  return *balance_of(x, d, std::vector<double>(x.size(), 1.0));
}

TEST(Balance, EqualArmsPass) {
  const auto row = unweighted({1, 2, 3, 1, 2, 3}, {1, 1, 1, 0, 0, 0});
  EXPECT_EQ(*row.after.smd, 0);
  EXPECT_DOUBLE_EQ(*row.after.variance_ratio, 1);
  EXPECT_EQ(row.after.ks, 0);
  EXPECT_EQ(row.after.verdict, BalanceVerdict::pass);
}

TEST(Balance, AMeanApartWarnsAboveATwentiethAndFailsAboveATenth) {
  const auto apart = [](double by) {
    return unweighted({1 + by, 2 + by, 3 + by, 1, 2, 3}, {1, 1, 1, 0, 0, 0}).after.verdict;
  };
  EXPECT_EQ(apart(0.049), BalanceVerdict::pass);
  EXPECT_EQ(apart(0.051), BalanceVerdict::warn);
  EXPECT_EQ(apart(-0.099), BalanceVerdict::warn);
  EXPECT_EQ(apart(-0.101), BalanceVerdict::fail);
}

TEST(Balance, AVarianceRatioOutsideHalfToTwoFails) {
  const auto spread = [](double by) {
    return unweighted({2 - by, 2, 2 + by, 1, 2, 3}, {1, 1, 1, 0, 0, 0}).after.verdict;
  };
  EXPECT_EQ(spread(1.41), BalanceVerdict::pass);
  EXPECT_EQ(spread(1.42), BalanceVerdict::fail);
  EXPECT_EQ(spread(0.70), BalanceVerdict::fail);
}

TEST(Balance, AConstantColumnIsBalancedWhenBothArmsHaveTheSameValueAndFailsElse) {
  const auto same = unweighted({0.1, 0.1, 0.1, 0.1, 0.1}, {1, 1, 1, 0, 0}).after;
  EXPECT_EQ(same.smd, 0.0);
  EXPECT_EQ(same.variance_ratio, std::nullopt);
  EXPECT_EQ(same.verdict, BalanceVerdict::pass);
  const auto other = unweighted({2, 2, 1, 1}, {1, 1, 0, 0}).after;
  EXPECT_EQ(other.smd, std::nullopt);
  EXPECT_EQ(other.verdict, BalanceVerdict::fail);
}

TEST(Balance, AnArmWithoutWeightHasNone) {
  const std::vector<double> x{1, 2}, d{1, 0}, weights{1, 0}, ones{1, 1};
  EXPECT_EQ(balance_of(x, d, weights), std::nullopt);
  EXPECT_EQ(balance_of(x, ones, ones), std::nullopt);
}

}  // namespace
}  // namespace holdfast
