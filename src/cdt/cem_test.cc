#include "cdt/cem.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

namespace holdfast {
namespace {

using testing::ElementsAre;

TEST(Cem, AValueAtACutIsInTheBinAboveIt) {
  const std::vector<double> d{1, 0, 0}, x{2, 2, 1.999};
  const auto match = match_coarsened(d, std::vector<CoarsenedColumn>{{x, {2}}}, {});
  EXPECT_THAT(match.stratum, ElementsAre(0, 0, CemMatch::kPruned));
  EXPECT_THAT(match.weights, ElementsAre(1, 1, 0));
}

TEST(Cem, StrataAreNumberedByTheirBins) {
  const std::vector<double> d{1, 0, 1, 0, 1, 0}, x{9, 9, 1, 1, 5, 5};
  const auto match = match_coarsened(d, std::vector<CoarsenedColumn>{{x, {4, 8}}}, {});
  EXPECT_THAT(match.stratum, ElementsAre(2, 2, 0, 0, 1, 1));
}

/// `matched` treated rows beside one control, the others in a cell of their own.
CemMatch match_with(std::size_t matched, std::size_t alone) {
  std::vector<double> d{0}, x{0};
  for (std::size_t i = 0; i < matched + alone; ++i) {
    d.push_back(1);
    x.push_back(i < matched ? 0 : 1);
  }
  return match_coarsened(d, std::vector<CoarsenedColumn>{{x, {1}}}, {});
}

TEST(Cem, StatusFollowsTheMatchedShareOfTheTreated) {
  EXPECT_EQ(match_with(80, 20).status, EstimateStatus::ok);
  EXPECT_EQ(match_with(79, 21).status, EstimateStatus::feasible_att);
  EXPECT_EQ(match_with(40, 160).status, EstimateStatus::feasible_att);
  EXPECT_EQ(match_with(39, 161).status, EstimateStatus::no_overlap);
  EXPECT_EQ(match_with(30, 0).status, EstimateStatus::ok);
  EXPECT_EQ(match_with(29, 0).status, EstimateStatus::no_overlap);
}

TEST(Cem, OneArmAloneOrNoRowIsAStatusOfItsOwn) {
  const std::vector<double> none, ones{1, 1}, zeros{0, 0};
  EXPECT_EQ(match_coarsened(none, {}, {}).status, EstimateStatus::empty);
  EXPECT_EQ(match_coarsened(ones, {}, {}).status, EstimateStatus::no_control);
  const auto match = match_coarsened(zeros, {}, {});
  EXPECT_EQ(match.status, EstimateStatus::no_treated);
  EXPECT_THAT(match.weights, ElementsAre(0, 0));
  EXPECT_EQ(match.control_ess, 0);
}

TEST(Cem, FlowCountsWhatCameAndWhatStayed) {
  const auto flow = match_with(40, 10).flow;
  EXPECT_EQ(flow, (MatchFlow{.rows = 51,
                             .treated = 50,
                             .control = 1,
                             .strata = 2,
                             .matched_strata = 1,
                             .matched_treated = 40,
                             .matched_control = 1}));
}

RC_GTEST_PROP(Cem, WeightsOfBothArmsSumToTheirMatchedRows, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 60);
  const auto column = [&](int values) {
    return *rc::gen::container<std::vector<double>>(
        rows, rc::gen::map(rc::gen::inRange(0, values), [](int v) { return 1.0 * v; }));
  };
  const auto d = column(2), x = column(4);
  const auto match = match_coarsened(d, std::vector<CoarsenedColumn>{{x, {1, 2, 3}}}, {});
  double treated = 0, control = 0;
  for (std::size_t i = 0; i < rows; ++i) (d[i] != 0 ? treated : control) += match.weights[i];
  RC_ASSERT(std::fabs(treated - static_cast<double>(match.flow.matched_treated)) < 1e-9);
  RC_ASSERT(std::fabs(control - static_cast<double>(match.flow.matched_control)) < 1e-9);
}

}  // namespace
}  // namespace holdfast
