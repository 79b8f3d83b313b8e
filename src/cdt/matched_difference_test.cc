#include "cdt/matched_difference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace holdfast {
namespace {

const std::vector<double> kY{5, 7, 1, 2, 6}, kTreated{1, 1, 0, 0, 0}, kOnes{1, 1, 1, 1, 1};
const std::vector<std::uint32_t> kPairs{0, 1, 0, 1, 1};

std::optional<MatchedDifference> difference(const std::vector<double>& weights,
                                            std::vector<Factor> clusters = {{kPairs, 2}}) {
  return matched_difference(kY, kTreated, weights, clusters);
}

TEST(MatchedDifference, RowsOfNoWeightAreNeitherRowsNorClusters) {
  const auto found = difference({1, 0, 1, 0, 0});
  EXPECT_EQ(found->estimate, 4);
  EXPECT_EQ(found->rows, 2);
  EXPECT_EQ(found->clusters, 1);
  EXPECT_EQ(found->standard_error, std::nullopt);
}

TEST(MatchedDifference, ErrorIsTheClustersSumsWithBothSmallSampleFactors) {
  // Means 6 and 3; parts (−1 + 2)/…: cluster 0 has −1/2 + 2/3, cluster 1 the opposite.
  const auto found = difference(kOnes);
  EXPECT_EQ(found->estimate, 3);
  const double sum = -0.5 + 2.0 / 3;
  EXPECT_DOUBLE_EQ(*found->standard_error, std::sqrt(2 * sum * sum * 2 * 4.0 / 3));
}

TEST(MatchedDifference, TwoWaysOfTheSameFactorAreOneWay) {
  const auto found = difference(kOnes, {{kPairs, 2}, {kPairs, 2}});
  EXPECT_DOUBLE_EQ(*found->standard_error, *difference(kOnes)->standard_error);
}

TEST(MatchedDifference, ByTwoWaysTakesTheirCellsOffAgain) {
  const std::vector<std::uint32_t> other{0, 1, 2, 0, 1};
  const auto found = difference(kOnes, {{kPairs, 2}, {other, 3}});
  const double a = -0.5, b = 0.5, c = 2.0 / 3, d = 1.0 / 3, e = -1;  // each row's part
  const double one = (a + c) * (a + c) + (b + d + e) * (b + d + e);
  const double two = (a + d) * (a + d) + (b + e) * (b + e) + c * c;
  const double both = a * a + (b + e) * (b + e) + c * c + d * d;
  EXPECT_DOUBLE_EQ(*found->standard_error,
                   std::sqrt(std::max(0.0, one + two - both) * 2 * 4.0 / 3));
  EXPECT_EQ(found->clusters, 2);
}

TEST(MatchedDifference, AnArmWithoutWeightHasNone) {
  EXPECT_EQ(difference({0, 0, 1, 1, 1}), std::nullopt);
  EXPECT_EQ(difference({1, 1, 0, 0, 0}), std::nullopt);
}

}  // namespace
}  // namespace holdfast
