#include <gmock/gmock.h>

#include "cdt/hdfe_fit.h"
#include "cdt/label_paths.h"
#include "cdt/placebo_regression.h"
#include "cdt/tail_test_fixture.h"

namespace holdfast {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using Codes = std::vector<std::uint32_t>;

// Two hosts in one session of four windows; host 1 has no row in windows 0 and 2.
struct TwoHosts {
  std::vector<double> treated{1, 0, 0, 1, 1, 1, 0};
  Codes host{0, 0, 0, 0, 0, 1, 1}, session = Codes(7, 0), window{0, 0, 1, 2, 3, 1, 3};
  LabelPaths paths() const {
    return label_paths(treated, {host, 2}, {session, 1}, {window, 4}, {session, 1});
  }
};

TEST(LabelPaths, AWindowHasTheLabelOfMostRowsAndOneWithoutRowsThatOfTheOneBefore) {
  const auto paths = TwoHosts().paths();
  EXPECT_THAT(paths.labels, ElementsAre(1, 0, 1, 1, 1, 1, 1, 0));
  EXPECT_EQ(paths.mixed, 1);
  EXPECT_EQ(paths.held, 2);
  EXPECT_THAT(paths.cell, ElementsAre(0, 0, 1, 2, 3, 5, 7));
}

TEST(LabelPaths, AShiftTurnsEachPathRound) {
  const auto paths = TwoHosts().paths();
  EXPECT_THAT(shifted_labels(paths, 1), ElementsAre(1, 1, 0, 1, 0, 1, 1, 1));
  EXPECT_EQ(shifted_labels(paths, 4), paths.labels);
}

TEST(LabelPaths, WindowsAreCountedWithinTheirSession) {
  const std::vector<double> treated{0, 1, 0, 1, 0};
  const Codes host(5, 0), session{0, 0, 1, 1, 1}, window{0, 1, 2, 3, 4};
  const auto paths = label_paths(treated, {host, 1}, {session, 2}, {window, 5}, {session, 2});
  EXPECT_EQ(paths.width, 3);
  EXPECT_THAT(paths.windows, ElementsAre(2, 3));
  EXPECT_THAT(shifted_labels(paths, 1), ElementsAre(1, 0, 0, 0, 0, 1));
}

TEST(LabelPaths, APermutationMovesWholePathsWithinADateAndIsThatOfItsDraw) {
  std::vector<double> treated;
  Codes host, session, window;
  for (std::uint32_t s = 0; s < 2; ++s) {
    for (std::uint32_t h = 0; h < 3; ++h) {
      for (std::uint32_t w = 0; w < 3; ++w) {
        treated.push_back(w == h && (s == 0 || h == 0) ? 1 : 0);
        host.push_back(h);
        session.push_back(s);
        window.push_back(w);
      }
    }
  }
  const auto paths = label_paths(treated, {host, 3}, {session, 2}, {window, 3}, {session, 2});
  bool moves = false;
  for (std::uint64_t draw = 0; draw < 20; ++draw) {
    const auto labels = permuted_labels(paths, {1, 0}, draw);
    EXPECT_EQ(labels, permuted_labels(paths, {1, 0}, draw));
    moves = moves || labels != paths.labels;
    std::vector<double> days(2);
    for (std::size_t unit = 0; unit < paths.windows.size(); ++unit) {
      for (std::size_t w = 0; w < 3; ++w) days[paths.date[unit]] += labels[unit * 3 + w];
    }
    EXPECT_THAT(days, ElementsAre(3, 1));
  }
  EXPECT_TRUE(moves);
}

TEST(PlaceboRegression, TheLabelsThemselvesGiveTheTreatmentsCoefficient) {
  const TailRows rows(600);
  const auto design = rows.design();
  Codes own(600);
  for (std::size_t i = 0; i < 600; ++i) own[i] = rows.treated[i] != 0 ? 1 : 0;
  const PlaceboRegression regression(design, rows.y, own, 2);
  const double wanted = fit_hdfe(design, rows.y).coefficients[0];
  EXPECT_THAT(*regression.coefficient(std::vector<double>{0, 1}), DoubleNear(wanted, 1e-10));
  EXPECT_THAT(*regression.coefficient(std::vector<double>{1, 0}), DoubleNear(-wanted, 1e-10));
  EXPECT_FALSE(regression.coefficient(std::vector<double>{1, 1}));
}

TEST(PlaceboRank, ThoseAsLargeInSizeAreCountedAndThoseWithoutACoefficientAreNot) {
  const std::vector<std::optional<double>> placebos{-2.0, 1.0, std::nullopt, 2.0 - 1e-12, 0.5};
  const auto rank = placebo_rank(2, placebos);
  EXPECT_EQ(rank.placebos, 4);
  EXPECT_EQ(rank.as_large, 2);
  EXPECT_EQ(rank.largest, 2);
  EXPECT_EQ(rank.p, 3.0 / 5);
}

}  // namespace
}  // namespace holdfast
