#include "cdt/cem.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "cdt/matched_difference.h"
#include "cdt/tail_reference_test_fixture.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<double> kQuartiles{0.25, 0.5, 0.75};

CemMatch reference_match() {
  const auto& reference = tail_reference();
  std::vector<CoarsenedColumn> columns;
  for (const auto* name : {"spread", "vol", "participation"}) {
    const auto& values = reference.column(name);
    columns.push_back({values, quantile_cuts(values, kQuartiles)});
  }
  const std::vector<Factor> exact{reference.factor("venue", 3), reference.factor("side", 2)};
  return match_coarsened(reference.column("d"), columns, exact);
}

TEST(Cem, DefaultCutsAreTheQuantilesOfAllRows) {
  for (const auto* name : {"spread", "vol", "participation"}) {
    EXPECT_EQ(quantile_cuts(tail_reference().column(name), kQuartiles),
              tail_reference().answer(std::string("cuts_") + name));
  }
}

TEST(Cem, StrataAreThoseOfMatchIt) {
  const auto match = reference_match();
  const auto& theirs = tail_reference().answer("cem_stratum");
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

TEST(Cem, WeightsEffectAndClusteredErrorAreThoseOfMatchItAndSandwich) {
  const auto& reference = tail_reference();
  const auto match = reference_match();
  const auto& weights = reference.answer("cem_weights");
  for (std::size_t i = 0; i < weights.size(); ++i) {
    ASSERT_NEAR(match.weights[i], weights[i], 1e-12) << i;
  }
  EXPECT_LT(off_by(match.control_ess, reference.number("cem_control_ess")), 1e-12);
  const std::vector<Factor> clusters{reference.factor("host_session", 40)};
  const auto difference =
      matched_difference(reference.column("y"), reference.column("d"), match.weights, clusters);
  EXPECT_LT(off_by(difference->estimate, reference.number("cem_att")), 1e-9);
  EXPECT_LT(off_by(*difference->standard_error, reference.number("cem_se")), 1e-9);
}

TEST(Cem, EffectIsTheMeanOverStrataByTheirTreated) {
  const auto& reference = tail_reference();
  const auto match = reference_match();
  struct Sums {
    double n1 = 0, y1 = 0, n0 = 0, y0 = 0;
  };
  std::map<std::uint32_t, Sums> strata;
  for (std::size_t i = 0; i < match.stratum.size(); ++i) {
    if (match.stratum[i] == CemMatch::kPruned) continue;
    auto& s = strata[match.stratum[i]];
    (reference.column("d")[i] != 0 ? s.n1 : s.n0) += 1;
    (reference.column("d")[i] != 0 ? s.y1 : s.y0) += reference.column("y")[i];
  }
  double sum = 0, treated = 0;
  for (const auto& [stratum, s] : strata) {
    sum += s.n1 * (s.y1 / s.n1 - s.y0 / s.n0);
    treated += s.n1;
  }
  EXPECT_LT(off_by(sum / treated, reference.number("cem_att")), 1e-9);
}

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
  EXPECT_EQ(match_with(80, 20).status, MatchStatus::ok);
  EXPECT_EQ(match_with(79, 21).status, MatchStatus::feasible_att);
  EXPECT_EQ(match_with(40, 160).status, MatchStatus::feasible_att);
  EXPECT_EQ(match_with(39, 161).status, MatchStatus::no_overlap);
  EXPECT_EQ(match_with(30, 0).status, MatchStatus::ok);
  EXPECT_EQ(match_with(29, 0).status, MatchStatus::no_overlap);
}

TEST(Cem, OneArmAloneOrNoRowIsAStatusOfItsOwn) {
  const std::vector<double> none, ones{1, 1}, zeros{0, 0};
  EXPECT_EQ(match_coarsened(none, {}, {}).status, MatchStatus::empty);
  EXPECT_EQ(match_coarsened(ones, {}, {}).status, MatchStatus::no_control);
  const auto match = match_coarsened(zeros, {}, {});
  EXPECT_EQ(match.status, MatchStatus::no_treated);
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
