#include "cdt/gelbach.h"
#include "cdt/hdfe_fit.h"
#include "cdt/newey_west.h"
#include "cdt/wild_bootstrap.h"
#include "reference_market.h"

namespace holdfast {
namespace {

class InferenceReference : public ReferenceMarket {
 protected:
  [[nodiscard]] WildBootstrap wild(const OwnedFactor& clusters, double null = 0) const {
    std::vector<double> shifted = outcome_;
    for (std::size_t i = 0; i < shifted.size(); ++i) {
      shifted[i] -= null * data_.at("d")[i];
    }
    return wild_bootstrap(design_, fit_hdfe(design_, shifted),
                          clusters_of(design_, clusters.view()), {});
  }
  void expect_wild(const std::string& name, const WildBootstrap& wild) const {
    EXPECT_NEAR(wild.p, answer(name + ".p_strict_t").at(0), 1e-15);
    EXPECT_EQ(static_cast<double>(wild.larger), answer(name + ".p_strict_t").at(1));
    EXPECT_NEAR(wild.t, answer(name + ".p_strict_t").at(2), kLinearAlgebra * std::abs(wild.t));
  }
  [[nodiscard]] std::vector<double> parts_of(const GelbachRow& row) const {
    std::vector<double> values;
    for (const GelbachPart& part : row.parts) {
      values.push_back(part.value);
    }
    values.push_back(row.total.value);
    return values;
  }
  [[nodiscard]] std::vector<double> errors_of(const GelbachRow& row) const {
    std::vector<double> values;
    for (const GelbachPart& part : row.parts) {
      values.push_back(part.error);
    }
    values.push_back(row.total.error);
    return values;
  }
  [[nodiscard]] GelbachInput four_mediators() const {
    return {
        .base = input("fe_b"),
        .mediators = {data_.at("nrs"), data_.at("cache"), data_.at("softirq"), data_.at("causal")},
        .mediator_names = {"nrs", "cache", "softirq", "causal"},
        .outcomes = {data_.at("impact"), data_.at("timing"), data_.at("routing")},
        .clusters = host_session_.view()};
  }

  HdfeDesign design_{input("fe_b")};
};

TEST_F(InferenceReference, EverySignVectorIsTriedAsByRefitsWithDummies) {
  const WildBootstrap eight = wild(session_);
  EXPECT_TRUE(eight.enumerated);
  EXPECT_FALSE(eight.webb);
  EXPECT_EQ(eight.draws, 256U);
  expect_wild("wild_session", eight);
  EXPECT_NEAR(wild(session_, 2).p, answer("wild_session.p_at_2").at(0), 1e-15);
}

TEST_F(InferenceReference, TheBootstrapsIntervalIsTheInversionOfItsTest) {
  const WildBootstrap eight = wild(session_);
  ASSERT_TRUE(eight.low && eight.high);
  expect_answer("wild_session.interval", {*eight.low, *eight.high}, kIterative);
}

TEST_F(InferenceReference, BelowEightClustersSixWeightsAreTried) {
  OwnedFactor rack = host_;
  for (std::uint32_t& code : rack.codes) {
    code /= 2;
  }
  const WildBootstrap five = wild(rack);
  EXPECT_TRUE(five.webb);
  EXPECT_EQ(five.draws, 7776U);
  expect_wild("webb_rack", five);
  EXPECT_NEAR(wild(rack, 2).p, answer("webb_rack.p_at_2").at(0), 1e-15);
}

TEST_F(InferenceReference, ASeriesOfOneHostAgreesWithNeweyWestOfSandwich) {
  std::vector<double> y;
  std::vector<double> d;
  std::vector<double> spread;
  for (std::size_t i = 0; i < outcome_.size(); ++i) {
    if (data_["host"][i] == 3) {
      y.push_back(outcome_[i]);
      d.push_back(data_["d"][i]);
      spread.push_back(data_["spread"][i]);
    }
  }
  const HdfeDesign series({.regressors = {d, spread}, .names = {"d", "spread"}});
  const HdfeFit fit = fit_hdfe(series, y);
  expect_answer("newey_west.0", newey_west(series, fit, 0));
  expect_answer("newey_west.3", newey_west(series, fit, 3));
}

TEST_F(InferenceReference, GelbachsPartsAndTheirErrorsAgreeByChannelAndInSum) {
  const Gelbach parts = gelbach(four_mediators());
  ASSERT_EQ(parts.status, EstimateStatus::ok);
  expect_answer("gelbach.impact", parts_of(parts.rows[0]));
  expect_answer("gelbach.timing", parts_of(parts.rows[1]));
  expect_answer("gelbach.routing", parts_of(parts.rows[2]));
  expect_answer("gelbach.y", parts_of(parts.sum));
  expect_answer("gelbach_se.impact", errors_of(parts.rows[0]));
  expect_answer("gelbach_se.timing", errors_of(parts.rows[1]));
  expect_answer("gelbach_se.routing", errors_of(parts.rows[2]));
  expect_answer("gelbach_se.y", errors_of(parts.sum));
  expect_answer("gelbach.gamma", parts.gamma);
  expect_answer("gelbach.vif", parts.variance_inflation);
}

TEST_F(InferenceReference, GelbachsPartsAddUpExactly) {
  const Gelbach parts = gelbach(four_mediators());
  for (const GelbachRow& row : parts.rows) {
    double sum = 0;
    for (const GelbachPart& part : row.parts) {
      sum += part.value;
    }
    EXPECT_NEAR(sum, row.total.value, 1e-12);
  }
}

}  // namespace
}  // namespace holdfast
