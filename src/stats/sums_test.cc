#include "stats/sums.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast {
namespace {

TEST(NeumaierSum, KeepsWhatAPlainSumLoses) {
  const std::vector<double> terms = {1, 1e100, 1, -1e100};
  EXPECT_EQ(neumaier_sum(terms), 2);
}

TEST(NeumaierSum, OfTenthsIsExactWhereAPlainSumIsNot) {
  double plain = 0;
  NeumaierSum sum;
  for (int i = 0; i < 1'000'000; ++i) {
    plain += .1;
    sum.add(.1);
  }
  EXPECT_NE(plain, 100'000);
  EXPECT_EQ(sum.value(), 100'000);
}

TEST(NeumaierSum, OfNothingIsZero) { EXPECT_EQ(neumaier_sum({}), 0); }

}  // namespace
}  // namespace holdfast
