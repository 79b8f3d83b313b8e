#include "sequential/e_process.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sequential/canary_worlds_test_fixture.h"

namespace holdfast {
namespace {

PairSums sums_of(const std::vector<double>& pairs) {
  PairSums sums;
  for (const double pair : pairs) sums.add(pair);
  return sums;
}

TEST(EProcess, WithoutPairsThereIsNoEvidence) {
  EXPECT_EQ(ln_e_two_sided(0, 0, 3), 0);
  EXPECT_NEAR(ln_e_one_sided(0, 0, 3), 0, 1e-15);
  EXPECT_EQ(anytime_p(0), 1);
  EXPECT_EQ(anytime_p(-2), 1);
  EXPECT_NEAR(anytime_p(std::log(20.0)), 0.05, 1e-15);
}

TEST(EProcess, ByHandNinePairsOfOne) {
  // S = 9, V = 9, ρ = 1: ½ ln(1/10) + 81/20.
  const auto sums = sums_of(std::vector<double>(9, 1.0));
  EXPECT_NEAR(ln_e_two_sided(sums.sum(), sums.squares(), 1), -0.5 * std::log(10) + 4.05, 1e-15);
  // Half the mixture holds twice the density: it is almost twice the other where S is far above 0.
  EXPECT_NEAR(
      ln_e_one_sided(sums.sum(), sums.squares(), 1) - ln_e_two_sided(sums.sum(), sums.squares(), 1),
      std::log(2) + std::log(0.5 * std::erfc(-9 / std::sqrt(20.0))), 1e-12);
}

TEST(EProcess, ItsTwoSidesAddUpToTheTwoSidedOne) {
  // The two half mixtures are the whole one: E₊ + E₋ = 2 E.
  for (const double sum : {-30.0, -2.0, 0.0, 0.7, 12.0}) {
    const double both =
        std::exp(ln_e_one_sided(sum, 20, 5)) + std::exp(ln_e_one_sided(-sum, 20, 5));
    EXPECT_NEAR(both / (2 * std::exp(ln_e_two_sided(sum, 20, 5))), 1, 1e-12) << sum;
  }
}

TEST(EProcess, FlippingACoinBothWaysIsAFairGame) {
  // The mean of E over all signs of two pairs is at most 1, whatever their sizes.
  for (const double first : {0.1, 1.0, 50.0}) {
    for (const double second : {0.2, 3.0}) {
      const double squares = first * first + second * second;
      double sum = 0;
      for (const double a : {-1, 1}) {
        for (const double b : {-1, 1}) {
          sum += std::exp(ln_e_two_sided(a * first + b * second, squares, 2));
        }
      }
      EXPECT_LE(sum / 4, 1 + 1e-12);
    }
  }
}

TEST(EProcess, TheConfidenceSequenceEndsWhereTheTestDoes) {
  const auto pairs = null_pairs(NullWorld::normal, 1);
  const double rho = mixture_rho(100, 0.05);
  const auto found = confidence_sequence(sums_of(pairs), rho, 0.05);
  ASSERT_TRUE(found);
  for (const double bound : {found->low, found->high}) {
    PairSums shifted;
    for (const double pair : pairs) shifted.add(pair - bound);
    EXPECT_NEAR(ln_e_two_sided(shifted.sum(), shifted.squares(), rho), std::log(20.0), 1e-9);
  }
  EXPECT_NEAR((found->low + found->high) / 2, sums_of(pairs).sum() / 400, 1e-12);
}

TEST(EProcess, TooFewPairsBoundNothing) {
  EXPECT_FALSE(confidence_sequence(sums_of({1}), 1, 0.05));
  EXPECT_FALSE(confidence_sequence(sums_of({1, 1, 1}), 1, 0.05));
  EXPECT_TRUE(confidence_sequence(sums_of(std::vector<double>(30, 1.0)), 1, 0.05));
  EXPECT_FALSE(asymptotic_sequence(sums_of({1}), 100, 0.05));
}

TEST(EProcess, PeekingFourHundredTimesKeepsItsLevelWhateverTheTail) {
  constexpr std::size_t kCanaries = 1500;
  const double most = 0.05 + 3 * std::sqrt(0.05 * 0.95 / kCanaries);
  for (const auto world :
       {NullWorld::normal, NullWorld::t3, NullWorld::t2, NullWorld::contaminated}) {
    const auto found = false_alarms(world, kCanaries);
    EXPECT_LE(found.two_sided, most) << static_cast<int>(world);
    EXPECT_LE(found.one_sided, most) << static_cast<int>(world);
    EXPECT_GE(found.repeated_t, 0.2) << "peeking with a t-test is what this is for";
  }
}

TEST(EProcess, WithoutACoinItDoesNotKeepItsLevel) {
  const auto found = false_alarms(NullWorld::not_drawn, 1500);
  EXPECT_GE(found.two_sided, 0.08);
}

TEST(EProcess, AnEffectIsFound) {
  std::size_t found = 0;
  const double rho = mixture_rho(100, 0.1);
  for (std::uint64_t canary = 0; canary < 50; ++canary) {
    PairSums sums;
    bool crossed = false;
    for (const double pair : null_pairs(NullWorld::t3, canary)) {
      sums.add(pair - 0.4);
      crossed |= ln_e_one_sided(-sums.sum(), sums.squares(), rho) >= std::log(20.0);
    }
    found += crossed ? 1 : 0;
  }
  EXPECT_GE(found, 45U);
}

}  // namespace
}  // namespace holdfast
