// Placebos and sensitivity beside R's answers (ask_r.R in the folder sensitivity).
#include "cdt/e_value.h"
#include "cdt/hdfe_fit.h"
#include "cdt/label_paths.h"
#include "cdt/placebo_regression.h"
#include "cdt/robustness_value.h"
#include "cdt/rosenbaum_gamma.h"
#include "reference_market.h"

namespace holdfast {
namespace {

class SensitivityReference : public ReferenceMarket {
 protected:
  SensitivityReference() { answers_ = read_answers("sensitivity/answers.txt"); }
  HdfeDesign design_{input("fe_b")};
  HdfeFit fit_ = fit_hdfe(design_, outcome_);
};

TEST_F(SensitivityReference, ShiftedPathsHaveTheCoefficientsOfRefitsWithDummies) {
  const auto paths =
      label_paths(data_["d"], host_.view(), session_.view(), bucket_.view(), session_.view());
  const PlaceboRegression regression(design_, outcome_, paths.cell, paths.labels.size());
  expect_answer("windows", {static_cast<double>(paths.width)});
  std::vector<double> found;
  for (std::uint32_t k = 1; k < paths.width; ++k) {
    found.push_back(*regression.coefficient(shifted_labels(paths, k)));
  }
  expect_answer("shifts", found);
}

TEST_F(SensitivityReference, RobustnessValuesAreThoseOfSensemakrsFormulas) {
  const auto found = robustness_of(design_, fit_);
  ASSERT_TRUE(found);
  expect_answer("iid", {fit_.coefficients[0], found->error, found->t, found->degrees});
  expect_answer("partial_r2", {found->partial_r2});
  expect_answer("rv", {found->value, robustness_value(found->t, found->degrees, .5)});
  expect_answer("rv_at", {found->value_at_5});
  const auto adjusted =
      adjusted_estimate(fit_.coefficients[0], found->error, found->degrees, .03, .1);
  expect_answer("adjusted",
                {adjusted.estimate, adjusted.error, adjusted.t, adjusted.low, adjusted.high});
}

TEST_F(SensitivityReference, BenchmarksAreMultiplesOfEachCovariatesStrength) {
  const auto found = robustness_of(design_, fit_);
  ASSERT_EQ(found->covariates.size(), 2);
  for (const auto& one : found->covariates) {
    expect_answer("strength_" + one.name, {one.treatment_r2, one.outcome_r2});
    for (const int times : {1, 2, 3}) {
      const auto bound = confounder_bound(one.treatment_r2, one.outcome_r2, times);
      expect_answer("bound_" + one.name + "_" + std::to_string(times),
                    {bound->treatment_r2, bound->outcome_r2});
    }
  }
}

TEST_F(SensitivityReference, TheEValueIsThatOfTheStandardisedEffect) {
  const double sd = answer("e_value")[0];
  expect_answer("e_value", {sd, e_value(fit_.coefficients[0], sd)});
}

TEST_F(SensitivityReference, RosenbaumsBoundsOfMatchItsPairsAreThoseOfRbounds) {
  const auto rows = read_table("tail/rows.csv");
  const auto pairs = read_answers("tail/answers.txt");
  const auto &treated = pairs.at("mahalanobis_treated"), &control = pairs.at("mahalanobis_control");
  std::vector<double> differences;
  for (std::size_t i = 0; i < treated.size(); ++i) {
    differences.push_back(rows.at("y")[static_cast<std::size_t>(treated[i])] -
                          rows.at("y")[static_cast<std::size_t>(control[i])]);
  }
  const auto ranks = signed_ranks(differences);
  expect_answer("signed_ranks", {static_cast<double>(ranks.pairs), ranks.positive});
  std::vector<double> p;
  for (const double gamma : {1.0, 1.5, 2.0, 3.0}) p.push_back(signed_rank_upper_p(ranks, gamma));
  expect_answer("upper_p", p);
  expect_answer("gamma", {*rosenbaum_gamma(ranks)});
}

}  // namespace
}  // namespace holdfast
