#include "cdt/stop_loss.h"

#include <gmock/gmock.h>

#include "cdt/tail_test_fixture.h"
#include "stats/expected_shortfall.h"

namespace holdfast {
namespace {

using testing::ElementsAre;

TEST(StopLoss, OutcomeIsWhatIsBeyondTheThreshold) {
  EXPECT_THAT(stop_loss_outcome(std::vector<double>{1, 2, 5}, 2, 0.5), ElementsAre(0, 0, 6));
}

TEST(StopLoss, EffectBoundsTheDifferenceInExpectedShortfallFromAbove) {
  // Rockafellar and Uryasev: the treated's own quantile would make it equal.
  const TailRows rows(900, 0.01);
  const auto design = rows.design();
  const auto cdfs = *iw_cdfs(design, rows.y);
  const auto clusters = clusters_of(design, rows.clusters());
  for (const double tau : {0.5, 0.9, 0.95}) {
    const auto found = stop_loss_effect(design, cdfs, rows.y, clusters, tau);
    const double difference =
        expected_shortfall(cdfs.treated, tau) - expected_shortfall(cdfs.control, tau);
    EXPECT_EQ(found.threshold, inverse(cdfs.control, tau));
    EXPECT_GT(found.effect.estimate, difference) << tau;
    EXPECT_GT(found.effect.error, 0);
  }
}

TEST(StopLoss, FewerThanFiveClustersGiveTheEstimateAlone) {
  const TailRows rows(300);
  const auto design = rows.design();
  const auto found = stop_loss_effect(design, *iw_cdfs(design, rows.y), rows.y,
                                      clusters_of(design, {rows.session, 4}), 0.9);
  EXPECT_EQ(found.effect.status, EstimateStatus::no_inference);
  EXPECT_NE(found.effect.estimate, 0);
}

}  // namespace
}  // namespace holdfast
