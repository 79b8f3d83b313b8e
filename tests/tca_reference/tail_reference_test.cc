// Matching and tails beside the answers that MatchIt, sandwich, glm and quantreg gave about
// rows.csv (ask_r.R in the same folder).
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "cdt/balance.h"
#include "cdt/cem.h"
#include "cdt/column_scale.h"
#include "cdt/iw_qte.h"
#include "cdt/matched_difference.h"
#include "cdt/nearest_mahalanobis.h"
#include "cdt/nearest_propensity.h"
#include "cdt/quantile_regression.h"
#include "cdt/stop_loss.h"
#include "reference_files.h"

namespace holdfast {
namespace {

constexpr double kLinearAlgebra = 1e-9;

void expect_close(double found, double expected, double tolerance = kLinearAlgebra) {
  EXPECT_NEAR(found, expected, tolerance * std::fabs(expected));
}

class TailReference : public testing::Test {
 protected:
  const std::vector<double>& column(const std::string& name) const { return rows_.at(name); }
  const std::vector<double>& answer(const std::string& name) const { return answers_.at(name); }
  double number(const std::string& name) const { return answer(name).at(0); }
  std::vector<std::span<const double>> columns(const std::vector<std::string>& names) const {
    std::vector<std::span<const double>> found;
    for (const auto& name : names) found.emplace_back(column(name));
    return found;
  }

  CemMatch cem() const {
    std::vector<CoarsenedColumn> coarsened;
    for (const auto* name : {"spread", "vol", "participation"}) {
      coarsened.push_back({column(name), quantile_cuts(column(name), kQuartiles)});
    }
    return match_coarsened(column("d"), coarsened,
                           std::vector<Factor>{venue_.view(), side_.view()});
  }

  HdfeInput fe_a() const {
    return {.regressors = columns({"d", "spread", "vol", "participation"}),
            .names = {"d", "spread", "vol", "participation"},
            .effects = {host_.view(), session_.view()}};
  }

  const std::vector<double> kQuartiles{0.25, 0.5, 0.75};
  const ReferenceTable rows_ = read_table("tail/rows.csv");
  const std::map<std::string, std::vector<double>> answers_ = read_answers("tail/answers.txt");
  const OwnedFactor host_ = factor_of(column("host")), session_ = factor_of(column("session"));
  const OwnedFactor venue_ = factor_of(column("venue")), side_ = factor_of(column("side"));
  const OwnedFactor host_session_ = crossed(host_, session_);
};

TEST_F(TailReference, CemDefaultCutsAreTheQuantilesOfAllRows) {
  for (const auto* name : {"spread", "vol", "participation"}) {
    EXPECT_EQ(quantile_cuts(column(name), kQuartiles), answer(std::string("cuts_") + name));
  }
}

TEST_F(TailReference, CemStrataAreThoseOfMatchIt) {
  const auto match = cem();
  const auto& theirs = answer("cem_stratum");
  std::map<std::uint32_t, double> ours_to_theirs;
  std::map<double, std::uint32_t> theirs_to_ours;
  ASSERT_EQ(match.stratum.size(), theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    ASSERT_EQ(match.stratum[i] == CemMatch::kPruned, theirs[i] == -1) << i;
    if (theirs[i] == -1) continue;
    EXPECT_EQ(ours_to_theirs.try_emplace(match.stratum[i], theirs[i]).first->second, theirs[i]);
    EXPECT_EQ(theirs_to_ours.try_emplace(theirs[i], match.stratum[i]).first->second,
              match.stratum[i]);
  }
  EXPECT_EQ(match.flow.matched_strata, theirs_to_ours.size());
}

TEST_F(TailReference, CemWeightsEffectAndClusteredErrorAreThoseOfMatchItAndSandwich) {
  const auto match = cem();
  const auto& weights = answer("cem_weights");
  for (std::size_t i = 0; i < weights.size(); ++i) {
    ASSERT_NEAR(match.weights[i], weights[i], 1e-12) << i;
  }
  expect_close(match.control_ess, number("cem_control_ess"));
  const std::vector<Factor> clusters{host_session_.view()};
  const auto difference = matched_difference(column("y"), column("d"), match.weights, clusters);
  expect_close(difference->estimate, number("cem_att"));
  expect_close(*difference->standard_error, number("cem_se"));
}

TEST_F(TailReference, CemEffectIsTheMeanOverStrataByTheirTreated) {
  const auto match = cem();
  struct Sums {
    double n1 = 0, y1 = 0, n0 = 0, y0 = 0;
  };
  std::map<std::uint32_t, Sums> strata;
  for (std::size_t i = 0; i < match.stratum.size(); ++i) {
    if (match.stratum[i] == CemMatch::kPruned) continue;
    auto& s = strata[match.stratum[i]];
    (column("d")[i] != 0 ? s.n1 : s.n0) += 1;
    (column("d")[i] != 0 ? s.y1 : s.y0) += column("y")[i];
  }
  double sum = 0, treated = 0;
  for (const auto& [stratum, s] : strata) {
    sum += s.n1 * (s.y1 / s.n1 - s.y0 / s.n0);
    treated += s.n1;
  }
  expect_close(sum / treated, number("cem_att"));
}

TEST_F(TailReference, BalanceBeforeAndAfterAreThoseOfMatchIt) {
  // Treated mean, control mean, SMD, variance ratio, (eCDF mean), KS: MatchIt's summary().
  const auto row = balance_of(column("spread"), column("d"), answer("cem_weights"));
  const auto expect = [](const Balance& found, const std::vector<double>& answer) {
    expect_close(found.mean_treated, answer[0]);
    expect_close(found.mean_control, answer[1]);
    expect_close(*found.smd, answer[2]);
    expect_close(*found.variance_ratio, answer[3]);
    expect_close(found.ks, answer[5]);
  };
  expect(row->before, answer("matchit_before"));
  expect(row->after, answer("matchit_after"));
  EXPECT_EQ(row->before.verdict, BalanceVerdict::fail);
  EXPECT_EQ(row->after.verdict, BalanceVerdict::warn);
}

TEST_F(TailReference, MahalanobisPairsAndTheirErrorAreThoseOfMatchItAndSandwich) {
  const std::vector<std::string> names{"spread", "vol", "participation"};
  const auto& d = column("d");
  const auto match =
      match_by_mahalanobis(d, columns(names), names, std::vector<Factor>{venue_.view()});
  const auto& treated = answer("mahalanobis_treated");
  const auto& control = answer("mahalanobis_control");
  ASSERT_EQ(match->pairs.size(), treated.size());
  for (std::size_t k = 0; k < treated.size(); ++k) {
    EXPECT_EQ(match->pairs[k].treated, treated[k]);
    EXPECT_EQ(match->pairs[k].control, control[k]) << "of treated row " << treated[k];
  }
  const auto found = nearest_difference(*match, column("y"), d, host_session_.view());
  expect_close(found->by_pair.estimate, number("mahalanobis_att"));
  expect_close(*found->by_pair.standard_error, number("mahalanobis_se_pair"));
  expect_close(*found->by_cluster->standard_error, number("mahalanobis_se_cluster"));
  EXPECT_TRUE(found->two_way->standard_error);
}

TEST_F(TailReference, PropensityCoefficientsAreThoseOfGlm) {
  const std::vector<std::string> names{"spread", "vol", "participation", "lots"};
  const auto fit = fit_propensity(column("d"), columns(names), names);
  const auto& expected = answer("logit_coefficients");
  ASSERT_EQ(fit->coefficients.size(), expected.size());
  for (std::size_t j = 0; j < expected.size(); ++j) {
    expect_close(fit->coefficients[j], expected[j]);
  }
  expect_close(column_scale(fit->logit).sd, number("logit_sd"));
}

TEST_F(TailReference, ImpliedWeightQuantileEffectsAreTheirDefinitionByDummies) {
  const auto y = column("y");
  const HdfeDesign design(fe_a());
  const auto cdfs = iw_cdfs(design, y);
  const auto clusters = clusters_of(design, host_session_.view());
  for (const auto& [tau, name] : std::map<double, std::string>{
           {0.5, "iw_0.5"}, {0.9, "iw_0.9"}, {0.95, "iw_0.95"}, {0.99, "iw_0.99"}}) {
    const auto found = iw_qte(design, *cdfs, y, clusters, tau);
    const auto& expected = answer(name);
    const std::vector<double> values{found.treated,
                                     found.control,
                                     found.cdf_error_treated,
                                     found.cdf_error_control,
                                     found.correlation,
                                     found.low,
                                     found.high,
                                     found.delta_error};
    ASSERT_EQ(values.size(), expected.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
      SCOPED_TRACE(name + ": " + std::to_string(k));
      expect_close(values[k], expected[k]);
    }
  }
}

TEST_F(TailReference, StopLossEffectAndItsErrorAreThoseOfDummies) {
  const HdfeDesign design(fe_a());
  const auto cdfs = iw_cdfs(design, column("y"));
  const auto found =
      stop_loss_effect(design, *cdfs, column("y"), clusters_of(design, host_session_.view()), 0.95);
  expect_close(found.threshold, answer("stop_loss")[0]);
  expect_close(found.effect.estimate, answer("stop_loss")[1]);
  expect_close(found.effect.error, answer("stop_loss")[2]);
}

TEST_F(TailReference, QuantileRegressionIsThatOfQuantregsSimplex) {
  const std::vector<std::string> names{"d", "spread", "vol", "participation", "lots"};
  const std::vector<double> taus{0.1, 0.5, 0.9, 0.95};
  const auto fits = quantile_regression(column("y"), columns(names), names, taus);
  ASSERT_TRUE(fits) << fits.error().sentence;
  for (std::size_t k = 0; k < taus.size(); ++k) {
    const auto& fit = fits->at(k);
    const std::string name = std::vector{"0.1", "0.5", "0.9", "0.95"}[k];
    SCOPED_TRACE(name);
    EXPECT_TRUE(fit.unique);
    for (std::size_t j = 0; j < fit.coefficients.size(); ++j) {
      expect_close(fit.coefficients[j], answer("rq_" + name)[j]);
    }
    expect_close(fit.objective, number("rq_objective_" + name), 1e-12);
  }
}

}  // namespace
}  // namespace holdfast
