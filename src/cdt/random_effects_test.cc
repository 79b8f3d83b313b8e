#include "cdt/random_effects.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace holdfast {
namespace {

TEST(RandomEffects, AreThoseWorkedOutByHand) {
  // Weights 1, 1, 1/4: Σw 9/4, Σw² 33/16, fixed mean (1 + 5 + 3/4)/(9/4) = 3.
  // q = 4 + 4 + 0 = 8, and τ² = (8 − 2)/(9/4 − 33/36) = 6/(4/3) = 4.5; I² = 6/8.
  const auto found = random_effects(std::vector<double>{1, 5, 3}, std::vector<double>{1, 1, 2});
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->q, 8);
  EXPECT_NEAR(found->tau_squared, 4.5, 1e-12);
  EXPECT_DOUBLE_EQ(found->i_squared, .75);
  EXPECT_NEAR(found->q_p, std::exp(-4), 1e-12);  // χ² with two degrees of freedom
  // Weights 1/5.5 and 1/8.5, symmetric about 3.
  EXPECT_NEAR(found->mean, 3, 1e-12);
  EXPECT_NEAR(found->error, std::sqrt(1 / (2 / 5.5 + 1 / 8.5)), 1e-12);
  EXPECT_NEAR(found->shrunk[0], 3 - 2 * 4.5 / 5.5, 1e-12);
  EXPECT_NEAR(found->shrunk[1], 3 + 2 * 4.5 / 5.5, 1e-12);
  EXPECT_NEAR(found->shrunk[2], 3, 1e-12);
  const double share = 4.5 / 8.5;
  EXPECT_NEAR(found->shrunk_error[2],
              std::sqrt(share * 4 + std::pow((1 - share) * found->error, 2)), 1e-12);
}

TEST(RandomEffects, ThatDifferLessThanTheirErrorsAreAllTheMean) {
  const auto found = random_effects(std::vector<double>{1, 1.5, 2}, std::vector<double>{1, 1, 1});
  EXPECT_EQ(found->tau_squared, 0);
  EXPECT_EQ(found->i_squared, 0);
  for (const double one : found->shrunk) EXPECT_DOUBLE_EQ(one, 1.5);
  for (const double one : found->shrunk_error) EXPECT_DOUBLE_EQ(one, found->error);
}

TEST(RandomEffects, OfOneEstimateAreItself) {
  const auto found = random_effects(std::vector<double>{2}, std::vector<double>{.5});
  EXPECT_EQ(found->mean, 2);
  EXPECT_EQ(found->error, .5);
  EXPECT_EQ(found->q_p, 1);
  EXPECT_EQ(found->shrunk.front(), 2);
}

TEST(RandomEffects, OfNothingAreNone) { EXPECT_FALSE(random_effects({}, {})); }

TEST(RandomEffects, DrawMoreTowardsTheMeanWhatIsLessCertain) {
  const auto found = random_effects(std::vector<double>{0, 10, 10}, std::vector<double>{1, 1, 4});
  EXPECT_GT(found->shrunk[1], found->shrunk[2]);
  EXPECT_GT(found->shrunk[2], found->mean);
}

}  // namespace
}  // namespace holdfast
