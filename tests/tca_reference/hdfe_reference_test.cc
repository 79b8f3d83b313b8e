#include "cdt/cluster_estimate.h"
#include "cdt/cluster_leverage.h"
#include "cdt/cluster_variance.h"
#include "cdt/hdfe_fit.h"
#include "reference_market.h"

namespace holdfast {
namespace {

class HdfeReference : public ReferenceMarket, public testing::WithParamInterface<std::string> {
 protected:
  [[nodiscard]] std::string name(const std::string& what) const { return GetParam() + "." + what; }
  HdfeDesign design_{input(GetParam())};
  HdfeFit fit_ = fit_hdfe(design_, outcome_);
};

INSTANTIATE_TEST_SUITE_P(Effects, HdfeReference, testing::Values("fe_a", "fe_b"),
                         [](const auto& effects) { return effects.param; });

TEST_P(HdfeReference, RowsParametersAndSingletonsAreCountedAlike) {
  ASSERT_EQ(design_.status(), EstimateStatus::ok);
  EXPECT_EQ(static_cast<double>(design_.rows()), answer(name("rows")).at(0));
  EXPECT_EQ(static_cast<double>(design_.parameters()), answer(name("parameters")).at(0));
  EXPECT_EQ(design_.rows() + design_.singletons(), outcome_.size());
}

TEST_P(HdfeReference, CoefficientsAndResidualsAgreeWithLeastSquaresOnDummies) {
  expect_answer(name("coefficients"), fit_.coefficients);
  expect_answer(name("residual_squares"), {fit_.residual_squares});
}

TEST_P(HdfeReference, WhatIsLeftOfTheTreatmentAgreesRowByRow) {
  std::vector<double> left = design_.projector(0);
  for (double& value : left) {
    value /= design_.bread()[0];
  }
  left.resize(5);
  expect_answer(name("treatment_residual"), left);
}

TEST_P(HdfeReference, VarianceByOneWayOfClustersAgreesWithSandwichAndEstimatr) {
  const ClusterVariance variance = cr1(design_, fit_, clusters_of(design_, host_session_.view()));
  EXPECT_EQ(static_cast<double>(variance.clusters), answer(name("cr1_groups")).at(0));
  expect_answer(name("cr1"), variance.variance);
  expect_answer(name("cr1_estimatr"),
                {std::sqrt(variance.variance[0]), std::sqrt(variance.variance[4]),
                 std::sqrt(variance.variance[8])});
}

TEST_P(HdfeReference, VarianceByTwoWaysOfClustersAgrees) {
  const ClusterVariance variance =
      two_way(design_, fit_, clusters_of(design_, host_session_.view()),
              clusters_of(design_, symbol_session_.view()));
  expect_answer(name("two_way"), variance.variance);
  expect_answer(name("two_way_df"), {variance.degrees});
  EXPECT_FALSE(variance.negative_eigenvalues);
}

TEST_P(HdfeReference, AnEffectThatIsNestedInTheClustersCostsOneParameter) {
  const ClusterVariance variance = cr1(design_, fit_, clusters_of(design_, host_.view()));
  EXPECT_EQ(variance.parameters, design_.parameters() - (design_.effects().present_levels(0) - 1));
  expect_answer(name("cr1_by_host"), variance.variance);
}

TEST_P(HdfeReference, AdjustedResidualsAndTheirDegreesAgreeWithClubSandwich) {
  const ClusterCodes clusters = clusters_of(design_, host_session_.view());
  std::vector<double> errors;
  std::vector<double> degrees;
  for (std::size_t j = 0; j < design_.columns(); ++j) {
    const ClusterEstimate cr2 = leverage_estimates(design_, fit_, clusters, j).cr2;
    errors.push_back(cr2.error);
    degrees.push_back(cr2.degrees);
  }
  expect_answer(name("cr2"), errors);
  expect_answer(name("cr2_df"), degrees);
}

TEST_P(HdfeReference, TheJackknifeIsThatOfRefitsWithoutEachCluster) {
  const ClusterCodes clusters = clusters_of(design_, host_session_.view());
  expect_answer(name("cr3"), {leverage_estimates(design_, fit_, clusters).cr3.error});
}

TEST_P(HdfeReference, WeightsAreThoseOfWeightedLeastSquares) {
  HdfeInput weighted = input(GetParam());
  weighted.weights = data_["notional"];
  const HdfeDesign design(weighted);
  const HdfeFit fit = fit_hdfe(design, outcome_);
  expect_answer(name("weighted_coefficients"), fit.coefficients);
  expect_answer(name("weighted_cr1"),
                cr1(design, fit, clusters_of(design, host_session_.view())).variance);
}

}  // namespace
}  // namespace holdfast
