#include "cdt/matched_tail.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast {
namespace {

TEST(MatchedTail, EffectsAreOfWeightedRows) {
  const std::vector<double> y{10, 20, 1, 2, 99}, treated{1, 1, 0, 0, 0}, weights{1, 1, 1, 3, 0};
  const auto tail = matched_tail(y, treated, weights);
  EXPECT_EQ(tail->quantile_effect(0.25), 10 - 1);
  EXPECT_EQ(tail->quantile_effect(0.5), 10 - 2);
  EXPECT_EQ(tail->quantile_effect(0.95), 20 - 2);
  EXPECT_DOUBLE_EQ(tail->expected_shortfall_effect(0), 15 - 1.75);
  EXPECT_DOUBLE_EQ(tail->expected_shortfall_effect(0.25), (10 * 0.25 + 20 * 0.5) / 0.75 - 2);
}

TEST(MatchedTail, AnArmWithoutWeightHasNone) {
  const std::vector<double> y{1, 2}, treated{1, 0}, weights{1, 0};
  EXPECT_FALSE(matched_tail(y, treated, weights));
}

}  // namespace
}  // namespace holdfast
