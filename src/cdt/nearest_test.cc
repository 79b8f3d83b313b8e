#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cdt/column_scale.h"
#include "cdt/nearest_mahalanobis.h"
#include "cdt/nearest_propensity.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Columns = std::vector<std::span<const double>>;
using Names = std::vector<std::string>;

TEST(NearestPropensity, AColumnThatTellsTheArmsApartHasNoFit) {
  const std::vector<double> d{0, 0, 0, 1, 1, 1}, x{1, 2, 3, 4, 5, 6};
  const auto fit = fit_propensity(d, Columns{x}, Names{"x"});
  EXPECT_THAT(fit.error().sentence, HasSubstr("no finite coefficients"));
}

TEST(NearestPropensity, AColumnThatAddsNothingIsNamed) {
  const std::vector<double> d{0, 1, 0, 1, 1, 0}, x{1, 2, 3, 1, 2, 3}, twice{2, 4, 6, 2, 4, 6},
      same{5, 5, 5, 5, 5, 5};
  EXPECT_THAT(fit_propensity(d, Columns{x, twice}, Names{"x", "twice"}).error().sentence,
              HasSubstr("column twice"));
  EXPECT_THAT(fit_propensity(d, Columns{same}, Names{"same"}).error().sentence,
              HasSubstr("column same"));
}

TEST(NearestPropensity, OneArmHasNoScore) {
  const std::vector<double> d{1, 1}, x{1, 2};
  EXPECT_THAT(fit_propensity(d, Columns{x}, Names{"x"}).error().sentence,
              HasSubstr("2 of 2 rows are treated"));
}

TEST(NearestMahalanobis, AColumnThatAddsNothingIsNamed) {
  const std::vector<double> d{0, 1, 0, 1}, x{1, 2, 4, 8}, half{0.5, 1, 2, 4};
  EXPECT_THAT(match_by_mahalanobis(d, Columns{x, half}, Names{"x", "half"}, {}).error().sentence,
              HasSubstr("column half"));
  EXPECT_THAT(match_by_mahalanobis(d, Columns{d}, Names{"d"}, {}).error().sentence,
              HasSubstr("constant within both arms"));
}

TEST(NearestLogit, TheTreatedOfHighestLogitChoosesFirst) {
  const std::vector<double> d{1, 1, 0, 0}, logit{1, 2, 1.9, 0};
  const auto match = match_by_logit(d, logit, {}, 100);
  EXPECT_THAT(match.pairs, ElementsAre(NearestPair{0, 3, 1}, NearestPair{1, 2, 2 - 1.9}));
}

TEST(NearestLogit, BeyondTheCaliperThereIsNoPair) {
  // sd of {0, 0, 3, 3} is √3.
  const std::vector<double> d{1, 0, 1, 0}, logit{0, 0, 3, 3};
  const std::vector<double> apart{1, 1, 0, 0};
  EXPECT_EQ(match_by_logit(d, logit, {}, 0.2).pairs.size(), 2);
  EXPECT_EQ(match_by_logit(apart, logit, {}, 1.73).pairs.size(), 0);
  EXPECT_EQ(match_by_logit(apart, logit, {}, 1.74).pairs.size(), 2);
}

TEST(Nearest, FlowCountsCellsAndPairs) {
  const std::vector<double> d{1, 0, 1, 0, 1}, logit{0, 0, 0, 0, 0};
  const std::vector<std::uint32_t> cell{0, 0, 1, 1, 2};
  const auto match = match_by_logit(d, logit, std::vector<Factor>{{cell, 3}});
  EXPECT_EQ(match.flow, (MatchFlow{.rows = 5,
                                   .treated = 3,
                                   .control = 2,
                                   .strata = 3,
                                   .matched_strata = 2,
                                   .matched_treated = 2,
                                   .matched_control = 2}));
  EXPECT_EQ(match.status, EstimateStatus::no_overlap);
}

TEST(Nearest, WithoutAPairThereIsNoDifference) {
  const std::vector<double> d{1, 1}, logit{0, 0};
  const auto match = match_by_logit(d, logit, {});
  EXPECT_EQ(match.status, EstimateStatus::no_control);
  EXPECT_FALSE(nearest_difference(match, logit, d, std::nullopt));
}

struct Drawn {
  std::vector<double> treated, first, second;
  std::vector<std::uint32_t> cell;
};

/// Few values, so that many distances tie.
Drawn draw_rows() {
  const auto rows = *rc::gen::inRange<std::size_t>(10, 90);
  const auto column = [&](int values) {
    return *rc::gen::container<std::vector<double>>(
        rows, rc::gen::map(rc::gen::inRange(0, values), [](int v) { return 1.0 * v; }));
  };
  Drawn drawn{column(2), column(9), column(5), {}};
  for (const double v : column(2)) drawn.cell.push_back(static_cast<std::uint32_t>(v));
  // Both arms and both columns vary.
  for (std::size_t i = 0; i < 4; ++i) {
    drawn.treated[i] = i % 2 == 0 ? 1 : 0;
    drawn.first[i] = i < 2 ? 0 : 9;
    drawn.second[i] = i == 3 ? 6 : 1;
  }
  return drawn;
}

/// The definition: every treated row in `order` looks at every control.
template <class Distance>
std::vector<NearestPair> greedy(const Drawn& drawn, const std::vector<std::uint32_t>& order,
                                double caliper, Distance distance) {
  std::vector<NearestPair> pairs;
  auto free = drawn.treated;
  for (auto& f : free) f = 1 - f;
  for (const auto row : order) {
    double least = std::numeric_limits<double>::infinity();
    std::uint32_t best = 0;
    for (std::uint32_t i = 0; i < free.size(); ++i) {
      if (free[i] == 0 || drawn.cell[i] != drawn.cell[row]) continue;
      if (distance(row, i) < least * (1 - 1e-12)) {
        best = i;
        least = distance(row, i);
      }
    }
    if (std::isinf(least) || least > caliper) continue;
    free[best] = 0;
    pairs.push_back({row, best, least});
  }
  std::sort(pairs.begin(), pairs.end(), [](auto a, auto b) { return a.treated < b.treated; });
  return pairs;
}

std::vector<std::uint32_t> treated_rows(const Drawn& drawn) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < drawn.treated.size(); ++i) {
    if (drawn.treated[i] != 0) rows.push_back(i);
  }
  return rows;
}

void expect_same(const std::vector<NearestPair>& found, const std::vector<NearestPair>& expected) {
  RC_ASSERT(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    RC_ASSERT(found[k].treated == expected[k].treated);
    RC_ASSERT(found[k].control == expected[k].control);
    RC_ASSERT(std::fabs(found[k].distance - expected[k].distance) < 1e-9);
  }
}

RC_GTEST_PROP(NearestLogit, PairsAreThoseOfTheDefinition, ()) {
  const auto drawn = draw_rows();
  const auto& logit = drawn.first;
  auto order = treated_rows(drawn);
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return logit[a] != logit[b] ? logit[a] > logit[b] : a < b; });
  const double caliper = 0.5 * column_scale(logit).sd;
  const auto match =
      match_by_logit(drawn.treated, logit, std::vector<Factor>{{drawn.cell, 2}}, 0.5);
  expect_same(match.pairs, greedy(drawn, order, caliper,
                                  [&](auto a, auto b) { return std::fabs(logit[a] - logit[b]); }));
}

// With two columns the distance is written out: squares and product by the inverse covariance.
RC_GTEST_PROP(NearestMahalanobis, PairsAreThoseOfTheDefinition, ()) {
  const auto drawn = draw_rows();
  const auto &x = drawn.first, &y = drawn.second, &d = drawn.treated;
  double n[2]{}, mx[2]{}, my[2]{}, xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < d.size(); ++i) {
    const auto arm = static_cast<std::size_t>(d[i]);
    n[arm] += 1;
    mx[arm] += x[i];
    my[arm] += y[i];
  }
  for (std::size_t i = 0; i < d.size(); ++i) {
    const auto arm = static_cast<std::size_t>(d[i]);
    const double u = x[i] - mx[arm] / n[arm], v = y[i] - my[arm] / n[arm];
    xx += u * u;
    xy += u * v;
    yy += v * v;
  }
  const double scale = (static_cast<double>(d.size()) - 2) / (xx * yy - xy * xy);
  const auto distance = [&](std::uint32_t a, std::uint32_t b) {
    const double u = x[a] - x[b], v = y[a] - y[b];
    return std::sqrt(std::max(0.0, scale * (yy * u * u - 2 * xy * u * v + xx * v * v)));
  };
  const auto match =
      match_by_mahalanobis(d, Columns{x, y}, Names{"x", "y"}, std::vector<Factor>{{drawn.cell, 2}});
  RC_ASSERT(match.has_value());
  expect_same(match->pairs, greedy(drawn, treated_rows(drawn),
                                   std::numeric_limits<double>::infinity(), distance));
}

}  // namespace
}  // namespace holdfast
