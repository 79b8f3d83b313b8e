#include "cdt/quantile_regression.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/split_mix.h"
#include "cdt/quantile_interior_point.h"
#include "cdt/quantile_reduction.h"
#include "cdt/quantile_vertex.h"

namespace holdfast {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

using Columns = std::vector<std::span<const double>>;
using Names = std::vector<std::string>;

double check_loss(double residual, double tau) { return residual * (tau - (residual < 0 ? 1 : 0)); }

TEST(QuantileRegression, WithoutColumnsItIsAQuantileOfTheValues) {
  const std::vector<double> y{9, 1, 4, 7, 3};
  const auto fit = quantile_regression(y, {}, {}, std::vector<double>{0.1, 0.5, 0.9});
  EXPECT_THAT(fit->at(0).coefficients, ElementsAre(DoubleNear(1, 1e-12)));
  EXPECT_THAT(fit->at(1).coefficients, ElementsAre(DoubleNear(4, 1e-12)));
  EXPECT_THAT(fit->at(2).coefficients, ElementsAre(DoubleNear(9, 1e-12)));
  EXPECT_TRUE(fit->at(1).unique);
}

TEST(QuantileRegression, TheMedianOfAnEvenCountIsNotUnique) {
  const std::vector<double> y{1, 2, 3, 4};
  const auto fit = quantile_regression(y, {}, {}, std::vector<double>{0.5})->front();
  EXPECT_FALSE(fit.unique);
  EXPECT_NEAR(fit.objective, 2, 1e-12);
}

TEST(QuantileRegression, PointsOnAPlaneHaveIt) {
  const std::vector<double> x{1, 2, 3, 4, 5}, y{5, 7, 9, 11, 13};
  const auto fit =
      quantile_regression(y, Columns{x}, Names{"x"}, std::vector<double>{0.3})->front();
  EXPECT_THAT(fit.coefficients, ElementsAre(DoubleNear(3, 1e-12), DoubleNear(2, 1e-12)));
  EXPECT_NEAR(fit.objective, 0, 1e-12);
}

TEST(QuantileRegression, AColumnThatAddsNothingIsNamed) {
  const std::vector<double> y{1, 2, 3, 5}, x{1, 2, 4, 8}, twice{2, 4, 8, 16}, same{3, 3, 3, 3};
  const std::vector<double> taus{0.5};
  EXPECT_THAT(quantile_regression(y, Columns{x, twice}, Names{"x", "twice"}, taus).error().sentence,
              HasSubstr("column twice"));
  EXPECT_THAT(quantile_regression(y, Columns{same}, Names{"same"}, taus).error().sentence,
              HasSubstr("column same"));
  EXPECT_THAT(
      quantile_regression(std::vector<double>{1}, Columns{std::span(y).first(1)}, Names{"y"}, taus)
          .error()
          .sentence,
      HasSubstr("1 rows do not determine 2 coefficients"));
}

/// The least objective of all lines through two of the points.
double least_of_all_lines(const std::vector<double>& x, const std::vector<double>& y, double tau) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < x.size(); ++a) {
    for (std::size_t b = a + 1; b < x.size(); ++b) {
      if (x[a] == x[b]) continue;
      const double slope = (y[b] - y[a]) / (x[b] - x[a]);
      double sum = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double residual = y[i] - y[a] - slope * (x[i] - x[a]);
        sum += check_loss(residual, tau);
      }
      least = std::min(least, sum);
    }
  }
  return least;
}

// Small whole numbers: many rows on one line, many lines equally good.
RC_GTEST_PROP(QuantileRegression, NoLineThroughTwoPointsIsBetter, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(3, 25);
  const auto column = [&](int values) {
    return *rc::gen::container<std::vector<double>>(
        rows, rc::gen::map(rc::gen::inRange(0, values), [](int v) { return 1.0 * v; }));
  };
  auto x = column(5);
  const auto y = column(6);
  x[0] = 7;
  x[1] = 8;
  const double tau = *rc::gen::element(0.05, 0.25, 0.5, 0.9);
  const auto fit = quantile_regression(y, Columns{x}, Names{"x"}, std::vector<double>{tau});
  RC_ASSERT(fit.has_value());
  RC_ASSERT(std::fabs(fit->front().objective - least_of_all_lines(x, y, tau)) < 1e-9);
}

struct ManyRows {
  std::vector<double> y;
  std::vector<std::vector<double>> columns;
  Columns spans() const { return {columns.begin(), columns.end()}; }
};

/// Two numbers, a dummy, heavy tails and a spread that grows.
ManyRows many_rows(std::size_t count) {
  SplitMix64 draws(3);
  const auto uniform = [&] { return std::ldexp(static_cast<double>(draws.next() >> 11U), -53); };
  ManyRows rows{.columns = std::vector<std::vector<double>>(3)};
  for (std::size_t i = 0; i < count; ++i) {
    const double a = uniform(), b = 100 * (uniform() + uniform()), c = uniform() < 0.1 ? 1 : 0;
    rows.columns[0].push_back(a);
    rows.columns[1].push_back(b);
    rows.columns[2].push_back(c);
    rows.y.push_back(a + 0.01 * b + 2 * c + (1 + a) / std::sqrt(uniform() + 1e-6));
  }
  return rows;
}

TEST(QuantileReduction, ManyRowsHaveTheSolutionOfAllOfThemAtOnce) {
  const auto rows = many_rows(30'000);
  QuantileRows all{.rows = rows.y.size(), .columns = 4, .y = rows.y};
  all.x.assign(rows.y.size(), 1);
  for (const auto& column : rows.columns) all.x.insert(all.x.end(), column.begin(), column.end());
  for (const double tau : {0.02, 0.5, 0.95, 0.999}) {
    const auto reduced = solve_quantile(all, tau);
    const auto direct = to_vertex(all, tau, *interior_point(all, tau));
    ASSERT_TRUE(reduced && direct);
    EXPECT_LT(reduced->rows_solved, all.rows / 2) << tau;
    EXPECT_TRUE(reduced->unique);
    for (std::size_t j = 0; j < 4; ++j) {
      EXPECT_NEAR(reduced->coefficients[j], direct->coefficients[j], 1e-9) << tau;
    }
  }
}

TEST(QuantileReduction, ADummyThatASampleMissesIsStillSolved) {
  auto rows = many_rows(12'000);
  for (auto& c : rows.columns[2]) c = 0;
  rows.columns[2][77] = 1;
  const auto fit =
      quantile_regression(rows.y, rows.spans(), Names{"a", "b", "c"}, std::vector<double>{0.9});
  ASSERT_TRUE(fit) << fit.error().sentence;
  const auto& b = fit->front().coefficients;
  const double at = b[0] + b[1] * rows.columns[0][77] + b[2] * rows.columns[1][77] + b[3];
  EXPECT_NEAR(at, rows.y[77], 1e-9);  // its own row is met exactly
}

TEST(QuantileVertex, APoorStartLeadsToTheSameVertex) {
  const auto rows = many_rows(400);
  QuantileRows all{.rows = 400, .columns = 2, .y = rows.y};
  all.x.assign(400, 1);
  all.x.insert(all.x.end(), rows.columns[0].begin(), rows.columns[0].end());
  const auto near = to_vertex(all, 0.8, *interior_point(all, 0.8));
  const auto poor = to_vertex(all, 0.8, std::vector<double>{-50, 80});
  EXPECT_GT(poor->pivots, near->pivots);
  EXPECT_NEAR(poor->coefficients[0], near->coefficients[0], 1e-12);
  EXPECT_NEAR(poor->coefficients[1], near->coefficients[1], 1e-12);
}

TEST(QuantileInteriorPoint, DependentColumnsHaveNoSolution) {
  const QuantileRows rows{.rows = 3, .columns = 2, .x = {1, 1, 1, 2, 2, 2}, .y = {1, 2, 3}};
  EXPECT_FALSE(interior_point(rows, 0.5));
}

}  // namespace
}  // namespace holdfast
