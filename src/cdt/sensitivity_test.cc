#include <gmock/gmock.h>

#include <cmath>

#include "cdt/e_value.h"
#include "cdt/evidence_grade.h"
#include "cdt/robustness_value.h"
#include "cdt/rosenbaum_gamma.h"

namespace holdfast {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(RobustnessValue, AConfounderOfThatStrengthWithBothTakesTheWholeEffectAway) {
  const double value = robustness_value(7, 200);
  EXPECT_THAT(adjusted_estimate(3, 3.0 / 7, 200, value, value).estimate, DoubleNear(0, 1e-12));
  EXPECT_THAT(adjusted_estimate(-3, 3.0 / 7, 200, value / 2, value / 2).estimate,
              testing::AllOf(testing::Lt(0), testing::Gt(-3)));
}

TEST(RobustnessValue, OneOfTheLevelsStrengthLeavesTheIntervalAtZero) {
  const double value = robustness_value_at(5, 120, .05);
  const auto left = adjusted_estimate(2, 2.0 / 5, 120, value, value);
  EXPECT_THAT(left.low, DoubleNear(0, 1e-12));
  EXPECT_EQ(robustness_value_at(1, 120, .05), 0);
}

TEST(RobustnessValue, AConfounderManyTimesAsStrongAsAStrongCovariateCannotBe) {
  EXPECT_FALSE(confounder_bound(.4, .1, 3));
  EXPECT_EQ(confounder_bound(.2, .9, 1)->outcome_r2, 1);
  EXPECT_EQ(confounder_bound(0, 0, 3)->treatment_r2, 0);
}

TEST(EValue, NoEffectNeedsNoConfounder) {
  EXPECT_EQ(e_value(0, 2), 1);
  EXPECT_EQ(e_value_of_limit(-1, 2, 3), 1);
  EXPECT_EQ(e_value_of_limit(-3, -1, 2), e_value(1, 2));
  // exp(0.91) = 2.48432…: RR + sqrt(RR (RR - 1)).
  EXPECT_THAT(e_value(-2, 2), DoubleNear(4.40459, 1e-4));
}

TEST(RosenbaumGamma, SignedRanksByHand) {
  // Sizes 1 1 2 3, of which 1 and 3 are positive: ranks 1.5 1.5 3 4.
  const auto ranks = signed_ranks(std::vector<double>{1, -1, -2, 3, 0});
  EXPECT_EQ(ranks.pairs, 4);
  EXPECT_EQ(ranks.positive, 5.5);
  EXPECT_EQ(ranks.ranks, 10);
  EXPECT_EQ(ranks.squares, 1.5 * 1.5 * 2 + 9 + 16);
  EXPECT_THAT(signed_rank_upper_p(ranks, 1),
              DoubleNear(std::erfc(.5 / std::sqrt(29.5 / 4) / std::sqrt(2)) / 2, 1e-12));
}

TEST(RosenbaumGamma, AtItTheLargestPIsTheLevel) {
  std::vector<double> differences;
  for (int i = 1; i <= 60; ++i) differences.push_back(i % 4 == 0 ? -i : i);
  const auto ranks = signed_ranks(differences);
  const auto gamma = rosenbaum_gamma(ranks);
  EXPECT_GT(*gamma, 1);
  EXPECT_THAT(signed_rank_upper_p(ranks, *gamma), DoubleNear(.05, 1e-12));
}

TEST(RosenbaumGamma, WithoutADifferenceOrWithOneSignThereIsNone) {
  EXPECT_FALSE(rosenbaum_gamma(signed_ranks(std::vector<double>{0, 0})));
  EXPECT_FALSE(rosenbaum_gamma(signed_ranks(std::vector<double>{1, 2})));
  EXPECT_LT(*rosenbaum_gamma(signed_ranks(std::vector<double>{1, -2})), 1);
}

GradeFacts all_passed() {
  return {.model = GradedModel::fe_b,
          .has_error = true,
          .balance = CheckOutcome::passed,
          .placebo = CheckOutcome::passed,
          .robustness = CheckOutcome::passed};
}

TEST(EvidenceGrade, BNeedsEveryCheckAndAACoin) {
  auto facts = all_passed();
  EXPECT_EQ(evidence_grade(facts).letter, 'B');
  facts.is_randomised = true;
  EXPECT_EQ(evidence_grade(facts).letter, 'A');
}

TEST(EvidenceGrade, EachCheckThatFailedOrWasNotMadeIsAReasonForC) {
  for (const auto check : {&GradeFacts::balance, &GradeFacts::placebo, &GradeFacts::robustness}) {
    for (const auto outcome : {CheckOutcome::failed, CheckOutcome::not_run}) {
      auto facts = all_passed();
      facts.*check = outcome;
      EXPECT_EQ(evidence_grade(facts).letter, 'C');
      EXPECT_EQ(evidence_grade(facts).reasons.size(), 1);
    }
  }
  auto facts = all_passed();
  facts.has_error = false;
  EXPECT_EQ(evidence_grade(facts).letter, 'C');
  facts = all_passed();
  facts.model = GradedModel::fe_a;
  EXPECT_THAT(evidence_grade(facts).reasons, ElementsAre(HasSubstr("FE_A is used")));
}

TEST(EvidenceGrade, ADifferenceIsDWhateverPassed) {
  auto facts = all_passed();
  facts.model = GradedModel::difference;
  EXPECT_EQ(evidence_grade(facts).letter, 'D');
  facts.model = GradedModel::none;
  EXPECT_EQ(evidence_grade(facts).letter, '-');
}

}  // namespace
}  // namespace holdfast
