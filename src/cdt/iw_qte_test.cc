#include "cdt/iw_qte.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "cdt/hdfe_fit.h"
#include "cdt/tail_test_fixture.h"
#include "stats/expected_shortfall.h"

namespace holdfast {
namespace {

TEST(IwCdfs, TheDifferenceOfTheirMeansIsTheCoefficient) {
  for (const double slope : {0.1, 2.0}) {
    const TailRows rows(900, slope);
    const auto design = rows.design();
    const auto cdfs = iw_cdfs(design, rows.y);
    double treated = 0, control = 0;
    for (std::size_t i = 0; i < design.rows(); ++i) {
      const double part = cdfs->weights[i] * rows.y[design.kept()[i]];
      (design.treatment()[i] == 1 ? treated : control) += part;
    }
    EXPECT_NEAR(treated - control, fit_hdfe(design, rows.y).coefficients[0], 1e-9);
  }
}

TEST(IwCdfs, WithoutNegativeMassTheirOwnMeansDifferByIt) {
  const TailRows rows(900, 0.01);
  const auto design = rows.design();
  const auto cdfs = iw_cdfs(design, rows.y);
  ASSERT_EQ(cdfs->treated.negative_mass + cdfs->control.negative_mass, 0);
  EXPECT_FALSE(cdfs->negative_mass);
  EXPECT_NEAR(expected_shortfall(cdfs->treated, 0) - expected_shortfall(cdfs->control, 0),
              fit_hdfe(design, rows.y).coefficients[0], 1e-9);
}

TEST(IwCdfs, ATreatmentThatTheLoadDecidesIsFlaggedForItsNegativeMass) {
  const TailRows rows(900, 20);
  const auto cdfs = iw_cdfs(rows.design(), rows.y);
  EXPECT_GT(std::max(cdfs->treated.negative_mass, cdfs->control.negative_mass), 0.2);
  EXPECT_TRUE(cdfs->negative_mass);
  EXPECT_TRUE(std::is_sorted(cdfs->treated.cumulative.begin(), cdfs->treated.cumulative.end()));
  EXPECT_EQ(cdfs->treated.cumulative.back(), 1);
}

TEST(IwQte, AShiftOfTheTreatedMovesEveryQuantileAndItsIntervalByThatMuch) {
  TailRows rows(900);
  const auto design = rows.design();
  const auto clusters = clusters_of(design, rows.clusters());
  const auto at = [&](double tau) {
    return iw_qte(design, *iw_cdfs(design, rows.y), rows.y, clusters, tau);
  };
  const auto before50 = at(0.5), before95 = at(0.95);
  for (std::size_t i = 0; i < rows.y.size(); ++i) rows.y[i] += 1024 * rows.treated[i];
  const auto after50 = at(0.5), after95 = at(0.95);
  EXPECT_NEAR(after50.effect - before50.effect, 1024, 1e-9);
  EXPECT_NEAR(after95.effect - before95.effect, 1024, 1e-9);
  EXPECT_NEAR(after95.low - before95.low, 1024, 1e-9);
  EXPECT_NEAR(after95.high - before95.high, 1024, 1e-9);
  EXPECT_NEAR(after95.delta_error, before95.delta_error, 1e-9);
}

TEST(IwQte, IntervalHoldsTheEffectAtEveryQuantileUpToTheLastRow) {
  const TailRows rows(300);
  const auto design = rows.design();
  const auto clusters = clusters_of(design, rows.clusters());
  const auto cdfs = *iw_cdfs(design, rows.y);
  for (const double tau : {0.001, 0.5, 0.99, 0.9999}) {
    const auto found = iw_qte(design, cdfs, rows.y, clusters, tau);
    EXPECT_EQ(found.status, EstimateStatus::ok);
    EXPECT_LE(found.low, found.effect) << tau;
    EXPECT_GE(found.high, found.effect) << tau;
    EXPECT_GE(found.delta_error, 0) << tau;
  }
}

TEST(IwQte, FewerThanFiveClustersGiveTheEffectAlone) {
  const TailRows rows(300);
  const auto design = rows.design();
  const auto cdfs = *iw_cdfs(design, rows.y);
  const auto found = iw_qte(design, cdfs, rows.y, clusters_of(design, {rows.session, 4}), 0.9);
  EXPECT_EQ(found.status, EstimateStatus::no_inference);
  EXPECT_EQ(found.effect, inverse(cdfs.treated, 0.9) - inverse(cdfs.control, 0.9));
  EXPECT_EQ(found.low, 0);
}

}  // namespace
}  // namespace holdfast
