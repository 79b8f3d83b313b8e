#include "cdt/cell_effects.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "cdt/hdfe_fit.h"
#include "stats/philox.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kCells = 6, kClusters = 12;

/// Six cells and twelve clusters, in each pair of them ten rows; drift adds 1 + the cell's number.
struct Market {
  std::vector<std::uint32_t> cell, cluster;
  std::vector<double> drift, busy, noise, cost;

  Market() {
    for (std::uint32_t row = 0; row < kCells * kClusters * 10; ++row) {
      RowDraws draws({.seed = 5}, row);
      cell.push_back(row % kCells);
      cluster.push_back(row / kCells % kClusters);
      drift.push_back(draws.uniform() < .4 ? 1 : 0);
      busy.push_back(draws.normal());
      noise.push_back(.3 * draws.normal());
    }
    price();
  }
  void price() {
    cost.clear();
    for (std::size_t row = 0; row < cell.size(); ++row) {
      cost.push_back((1 + cell[row]) * drift[row] + busy[row] + .5 * cell[row] + noise[row]);
    }
  }
  [[nodiscard]] Factor cells() const { return {cell, kCells}; }
  [[nodiscard]] Factor clusters() const { return {cluster, kClusters}; }
  [[nodiscard]] CellInput input() const {
    return {.base = {.regressors = {drift, busy},
                     .names = {"drift", "busy"},
                     .effects = {cells(), clusters()}},
            .outcome = cost,
            .cells = cells(),
            .clusters = clusters(),
            .second_clusters = {},
            .whole = cell_arms(drift, cells())};
  }
  void set_drift(std::uint32_t of_cell, double value) {
    for (std::size_t row = 0; row < cell.size(); ++row) {
      if (cell[row] == of_cell) drift[row] = value;
    }
    price();
  }
};

TEST(CellEffects, FindEachCellsOwnEffect) {
  const auto cells = cell_effects(Market().input());
  ASSERT_EQ(cells.size(), kCells);
  for (std::uint32_t k = 0; k < kCells; ++k) {
    EXPECT_EQ(cells[k].status, EstimateStatus::ok);
    EXPECT_NEAR(cells[k].inference.estimate, 1 + k, 4 * cells[k].inference.error);
    EXPECT_LT(cells[k].inference.error, .2);
    EXPECT_EQ(cells[k].clusters, kClusters);
    EXPECT_EQ(cells[k].inference.degrees, kClusters - 1);
  }
}

TEST(CellEffects, OfOneCellAreTheRegressionsOwn) {
  Market market;
  market.cell.assign(market.cell.size(), 0);
  auto input = market.input();
  input.base.effects = {market.clusters()};
  input.cells = {market.cell, 1};
  input.whole = cell_arms(market.drift, input.cells);
  const auto cells = cell_effects(input);
  const HdfeDesign design(input.base);
  EXPECT_DOUBLE_EQ(cells.front().inference.estimate,
                   fit_hdfe(design, market.cost).coefficients.front());
}

TEST(CellEffects, OfCellsWithOneRegimeAreNone) {
  Market market;
  market.set_drift(2, 0);
  market.set_drift(4, 1);
  const auto cells = cell_effects(market.input());
  EXPECT_EQ(cells[2].status, EstimateStatus::no_treated);
  EXPECT_EQ(cells[4].status, EstimateStatus::no_control);
  EXPECT_EQ(cells[3].status, EstimateStatus::ok);
  EXPECT_NEAR(cells[3].inference.estimate, 4, .3);
}

TEST(CellEffects, OfACellWhoseOtherRegimeWasNotMatchedHaveNoOverlap) {
  Market market;
  auto before = market.input().whole;
  market.set_drift(1, 0);
  auto input = market.input();
  input.whole = before;
  EXPECT_EQ(cell_effects(input)[1].status, EstimateStatus::no_overlap);
}

TEST(CellEffects, OfACellWhoseDriftIsAnEffectAreNotIdentified) {
  Market market;
  auto input = market.input();
  // The first cell has an effect of its own for either regime, and it is the first that is tried.
  std::vector<std::uint32_t> regime;
  for (std::size_t row = 0; row < market.cell.size(); ++row) {
    regime.push_back(market.cell[row] != 0 ? 0 : market.drift[row] != 0 ? 1 : 2);
  }
  input.base.effects.push_back({regime, 3});
  const auto cells = cell_effects(input);
  EXPECT_EQ(cells[0].status, EstimateStatus::not_identified);
  EXPECT_FALSE(cells[0].has_estimate());
  for (std::uint32_t k = 1; k < kCells; ++k) EXPECT_EQ(cells[k].status, EstimateStatus::ok) << k;
}

TEST(CellEffects, OfFewClustersHaveNoError) {
  Market market;
  for (std::size_t row = 0; row < market.cell.size(); ++row) {
    if (market.cell[row] == 5 && market.cluster[row] >= 4) market.drift[row] = 0;
  }
  market.price();
  const auto cells = cell_effects(market.input());
  EXPECT_EQ(cells[5].status, EstimateStatus::no_inference);
  EXPECT_EQ(cells[5].clusters, 4);
  EXPECT_TRUE(cells[5].has_estimate());
  EXPECT_FALSE(cells[5].has_error());
  EXPECT_NEAR(cells[5].inference.estimate, 6, .5);
}

TEST(CellEffects, OfFewRowsAreMarked) {
  Market market;
  std::vector<std::uint32_t> cell = market.cell;
  for (std::size_t row = 0; row < cell.size(); ++row) {
    if (cell[row] == 5 && row >= 29 * kCells) cell[row] = 4;
  }
  auto input = market.input();
  input.cells = {cell, kCells};
  input.whole = cell_arms(market.drift, input.cells);
  const auto cells = cell_effects(input);
  EXPECT_EQ(cells[5].compared.rows, 29);
  EXPECT_EQ(cells[5].status, EstimateStatus::low_n);
  EXPECT_EQ(cells[4].status, EstimateStatus::ok);
}

TEST(CellEffects, TakeTheLargerErrorOfTwoWays) {
  Market market;
  auto input = market.input();
  const auto one_way = cell_effects(input);
  std::vector<std::uint32_t> second;
  for (std::size_t row = 0; row < market.cell.size(); ++row) {
    second.push_back(static_cast<std::uint32_t>(row * 7 % 11));
  }
  input.second_clusters = {second, 11};
  const auto both = cell_effects(input);
  bool is_any_two_way = false;
  for (std::uint32_t k = 0; k < kCells; ++k) {
    EXPECT_GE(both[k].inference.error, one_way[k].inference.error);
    EXPECT_EQ(both[k].inference.estimate, one_way[k].inference.estimate);
    is_any_two_way |= both[k].inference.method == "two_way";
  }
  EXPECT_TRUE(is_any_two_way);
}

TEST(CellEffects, OfALevelWithoutRowsAreEmpty) {
  Market market;
  auto input = market.input();
  input.cells.levels = kCells + 1;
  input.whole = cell_arms(market.drift, input.cells);
  EXPECT_EQ(cell_effects(input).back().status, EstimateStatus::empty);
}

}  // namespace
}  // namespace holdfast
