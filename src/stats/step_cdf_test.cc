#include "stats/step_cdf.h"

#include <gmock/gmock.h>

#include <numeric>

#include "stats/ascending_order.h"
#include "stats/expected_shortfall.h"

namespace holdfast {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::Pointwise;

std::optional<StepCdf> cdf_of(const std::vector<double>& values,
                              const std::vector<double>& weights) {
  return step_cdf(values, weights, ascending_order(values));
}

StepCdf even_cdf(std::size_t count) {
  std::vector<double> values(count);
  std::iota(values.begin(), values.end(), 1.0);
  return *cdf_of(values, std::vector<double>(count, 1.0));
}

TEST(StepCdf, TiedValuesMakeOneStep) {
  const auto cdf = cdf_of({5, 1, 5, 2}, {1, 2, 3, 2});
  EXPECT_THAT(cdf->values, ElementsAre(1, 2, 5));
  EXPECT_THAT(cdf->cumulative, ElementsAre(0.25, 0.5, 1));
}

TEST(StepCdf, InverseIsTheLowestValueThatReachesTheProbability) {
  const auto cdf = even_cdf(4);
  EXPECT_EQ(inverse(cdf, 0), 1);
  EXPECT_EQ(inverse(cdf, 0.25), 1);
  EXPECT_EQ(inverse(cdf, 0.2500001), 2);
  EXPECT_EQ(inverse(cdf, 1), 4);
}

TEST(StepCdf, AProbabilityThatRoundingMissedCountsAsReached) {
  // Nineteen sums of 1/20 are a little off 0.95; the quantile must be the 19th value all the same.
  const auto cdf = even_cdf(20);
  EXPECT_EQ(inverse(cdf, 0.95), 19);
  EXPECT_EQ(inverse(cdf, 0.95 + 0.9e-12), 19);
  EXPECT_EQ(inverse(cdf, 0.95 + 1.1e-12), 20);
}

TEST(StepCdf, NegativeMassIsRearrangedByTheRunningMaximumAndTold) {
  // Sums: −.2, .4, .2, 1.2, 1.
  const auto cdf = cdf_of({1, 2, 3, 4, 5}, {-0.2, 0.6, -0.2, 1.0, -0.2});
  EXPECT_THAT(cdf->values, ElementsAre(2, 4));
  EXPECT_THAT(cdf->cumulative, Pointwise(DoubleEq(), {0.4, 1.0}));
  EXPECT_NEAR(cdf->negative_mass, 0.6, 1e-15);
}

TEST(StepCdf, NothingOrNoMassHasNone) {
  EXPECT_EQ(cdf_of({}, {}), std::nullopt);
  EXPECT_EQ(cdf_of({1, 2}, {0, 0}), std::nullopt);
  EXPECT_EQ(cdf_of({1, 2}, {1, -2}), std::nullopt);
}

TEST(StepCdf, OnlyTheIndicesGivenTakePart) {
  const std::vector<double> values{1, 2, 3}, weights{1, 1, 1};
  const auto cdf = step_cdf(values, weights, std::vector<std::uint32_t>{0, 2});
  EXPECT_THAT(cdf->values, ElementsAre(1, 3));
}

TEST(ExpectedShortfall, TheStepAtTheBoundaryCountsInPart) {
  // Of ten values the worst 25 % are 10, 9 and half of 8.
  EXPECT_DOUBLE_EQ(expected_shortfall(even_cdf(10), 0.75), (10 + 9 + 0.5 * 8) / 2.5);
}

TEST(ExpectedShortfall, OfEverythingIsTheMeanAndBeyondAllButOneTheWorst) {
  EXPECT_DOUBLE_EQ(expected_shortfall(even_cdf(10), 0), 5.5);
  EXPECT_NEAR(expected_shortfall(even_cdf(10), 0.9), 10, 1e-14);
  EXPECT_NEAR(expected_shortfall(even_cdf(10), 0.99), 10, 1e-12);
}

}  // namespace
}  // namespace holdfast
