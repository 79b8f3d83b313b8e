// The sequential test beside what R says of pairs.csv (canary/ask_r.R): E by numerical integration
// of its mixture, the confidence sequence by search on the differences, CUPED by lm.
#include <gtest/gtest.h>

#include <cmath>

#include "cdt/isotonic.h"
#include "reference_files.h"
#include "sequential/cuped.h"
#include "sequential/e_process.h"

namespace holdfast {
namespace {

constexpr double kAlpha = 0.05, kVOpt = 180;
constexpr std::array<std::size_t, 7> kLooks = {1, 2, 5, 10, 20, 40, 60};

class CanaryReference : public testing::Test {
 protected:
  PairSums first(std::size_t pairs) const {
    PairSums sums;
    for (std::size_t i = 0; i < pairs; ++i) sums.add(pairs_.at("cost").at(i));
    return sums;
  }
  double number(const std::string& name, std::size_t i) const { return answers_.at(name).at(i); }

  ReferenceTable pairs_ = read_table("canary/pairs.csv");
  std::map<std::string, std::vector<double>> answers_ = read_answers("canary/answers.txt");
  double two_ = mixture_rho(kVOpt, kAlpha), one_ = mixture_rho(kVOpt, 2 * kAlpha);
};

TEST_F(CanaryReference, EIsTheIntegralOverItsMixture) {
  EXPECT_NEAR(two_, number("rho", 0), 1e-12 * two_);
  EXPECT_NEAR(one_, number("rho", 1), 1e-12 * one_);
  for (std::size_t i = 0; i < kLooks.size(); ++i) {
    const auto sums = first(kLooks[i]);
    EXPECT_NEAR(ln_e_two_sided(sums.sum(), sums.squares(), two_), number("ln_e_two_sided", i),
                1e-9);
    EXPECT_NEAR(ln_e_one_sided(-sums.sum(), sums.squares(), one_), number("ln_e_better", i), 1e-9);
    EXPECT_NEAR(ln_e_one_sided(sums.sum(), sums.squares(), one_), number("ln_e_worse", i), 1e-9);
  }
}

TEST_F(CanaryReference, ConfidenceSequencesAreThoseThatASearchFinds) {
  for (const std::size_t pairs : {20U, 40U, 60U}) {
    const auto found = confidence_sequence(first(pairs), two_, kAlpha);
    ASSERT_TRUE(found);
    const auto name = "sequence_" + std::to_string(pairs);
    EXPECT_NEAR(found->low, number(name, 0), 1e-7);
    EXPECT_NEAR(found->high, number(name, 1), 1e-7);
  }
  for (const std::size_t pairs : {2U, 20U, 60U}) {
    const auto found = asymptotic_sequence(first(pairs), 100, kAlpha);
    ASSERT_TRUE(found);
    const auto name = "asymptotic_" + std::to_string(pairs);
    EXPECT_NEAR(found->low, number(name, 0), 1e-9 * std::fabs(number(name, 0)));
    EXPECT_NEAR(found->high, number(name, 1), 1e-9 * std::fabs(number(name, 1)));
  }
}

TEST_F(CanaryReference, TheNormalsLogarithmHoldsFarOut) {
  const std::array points = {-60.0, -40.0, -35.5, -34.5, -20.0, -5.0, 0.0, 3.0, 9.0};
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_NEAR(ln_normal_cdf(points[i]), number("ln_phi", i),
                1e-11 * std::fabs(number("ln_phi", i)) + 1e-17);
  }
}

TEST_F(CanaryReference, CupedIsLeastSquaresWithAConstant) {
  const auto found = cuped_coefficients(pairs_.at("cost"), {pairs_.at("x1"), pairs_.at("x2")});
  ASSERT_EQ(found.size(), 2U);
  for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(found[j], number("cuped", j), 1e-12);
}

TEST_F(CanaryReference, PoolsAreThoseOfIsoregWithEachValueAsOftenAsItWeighs) {
  const auto steps = read_table("canary/steps.csv");
  std::vector<double> fitted;
  for (const auto& pool : isotonic_pools(steps.at("y"), steps.at("w"))) {
    fitted.insert(fitted.end(), pool.end - pool.begin, pool.value);
  }
  ASSERT_EQ(fitted.size(), answers_.at("isotonic").size());
  for (std::size_t i = 0; i < fitted.size(); ++i) {
    EXPECT_NEAR(fitted[i], number("isotonic", i), 1e-12) << i;
  }
}

}  // namespace
}  // namespace holdfast
