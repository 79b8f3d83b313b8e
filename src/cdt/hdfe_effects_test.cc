#include "cdt/hdfe_effects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/split_mix.h"
#include "cdt/hdfe_inverse.h"
#include "cdt/hdfe_singletons.h"

namespace holdfast {
namespace {

struct Panel {
  std::vector<std::vector<std::uint32_t>> codes;
  std::vector<std::uint32_t> levels;
  std::vector<double> column;
  std::vector<double> weights;

  [[nodiscard]] std::vector<Factor> factors() const {
    std::vector<Factor> result;
    for (std::size_t f = 0; f < codes.size(); ++f) {
      result.push_back({codes[f], levels[f]});
    }
    return result;
  }
  [[nodiscard]] std::vector<std::uint32_t> all_rows() const {
    std::vector<std::uint32_t> rows(column.size());
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
  }
};

double uniform(SplitMix64& draw) { return static_cast<double>(draw.next() >> 11U) * 0x1p-53; }

Panel random_panel(std::uint64_t seed, std::size_t rows, std::vector<std::uint32_t> levels) {
  SplitMix64 draw(seed);
  Panel panel{.codes = std::vector<std::vector<std::uint32_t>>(levels.size()), .levels = levels};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t f = 0; f < levels.size(); ++f) {
      panel.codes[f].push_back(draw.below(levels[f]));
    }
    panel.column.push_back(uniform(draw) + panel.codes[0].back());
    panel.weights.push_back(.5 + uniform(draw));
  }
  return panel;
}

/// A chain: level i of the first factor meets levels i and i + 1 of the second, and nothing else
/// ties them together. The projections alternate for ages.
Panel chain(std::uint32_t length) {
  SplitMix64 draw(7);
  Panel panel{.codes = {{}, {}}, .levels = {length, length + 1}};
  for (std::uint32_t i = 0; i < length; ++i) {
    for (const std::uint32_t other : {i, i + 1, i + 1}) {
      panel.codes[0].push_back(i);
      panel.codes[1].push_back(other);
      panel.column.push_back(uniform(draw) + .1 * i);
    }
  }
  return panel;
}

/// The largest mean that a level still has in `values`.
double remaining(const Panel& panel, std::span<const double> values) {
  double largest = 0;
  for (std::size_t f = 0; f < panel.codes.size(); ++f) {
    std::vector<double> sum(panel.levels[f]);
    std::vector<double> weight(panel.levels[f]);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double w = panel.weights.empty() ? 1 : panel.weights[i];
      sum[panel.codes[f][i]] += w * values[i];
      weight[panel.codes[f][i]] += w;
    }
    for (std::size_t l = 0; l < sum.size(); ++l) {
      largest = weight[l] > 0 ? std::max(largest, std::abs(sum[l] / weight[l])) : largest;
    }
  }
  return largest;
}

TEST(HdfeEffects, LeaveNoMeanInAnyLevelOfThreeFactorsWithWeights) {
  const Panel panel = random_panel(1, 5000, {40, 65, 17});
  const HdfeEffects effects(panel.factors(), panel.all_rows(), panel.weights);
  std::vector<double> left(panel.column.size());
  const AbsorbReport report = effects.residualise(panel.column, left);
  EXPECT_TRUE(report.converged);
  EXPECT_EQ(report.gradient_steps, 0);
  EXPECT_LT(remaining(panel, left), 1e-11);
}

TEST(HdfeEffects, ThatHangTogetherByAThreadAreLeftToConjugateGradients) {
  const Panel panel = chain(400);
  const HdfeEffects effects(panel.factors(), panel.all_rows(), {});
  std::vector<double> left(panel.column.size());
  const AbsorbReport report = effects.residualise(panel.column, left);
  EXPECT_TRUE(report.converged);
  EXPECT_GE(report.sweeps, 100);
  EXPECT_GT(report.gradient_steps, 0);
  EXPECT_LT(remaining(panel, left), 1e-9);
}

TEST(HdfeEffects, AgreeWithADirectSolutionRowByRow) {
  for (const Panel& panel : {random_panel(2, 600, {9, 31, 12}), chain(60)}) {
    const HdfeEffects effects(panel.factors(), panel.all_rows(), panel.weights);
    const std::vector<double> inverse = effects_inverse(effects);
    std::vector<double> sums(effects.levels());
    for (std::size_t f = 0; f < effects.factors(); ++f) {
      for (std::size_t i = 0; i < effects.rows(); ++i) {
        sums[effects.codes(f)[i]] +=
            panel.column[i] * (panel.weights.empty() ? 1 : panel.weights[i]);
      }
    }
    std::vector<double> left(effects.rows());
    effects.residualise(panel.column, left);
    for (std::size_t i = 0; i < effects.rows(); ++i) {
      double direct = panel.column[i];
      for (std::size_t f = 0; f < effects.factors(); ++f) {
        for (std::size_t l = 0; l < effects.levels(); ++l) {
          direct -= inverse[effects.codes(f)[i] * effects.levels() + l] * sums[l];
        }
      }
      ASSERT_NEAR(left[i], direct, 1e-9);
    }
  }
}

TEST(HdfeEffects, OfNoFactorAreTheMean) {
  Panel panel = random_panel(3, 10, {2});
  const HdfeEffects effects({}, panel.all_rows(), {});
  std::vector<double> left(10);
  effects.residualise(panel.column, left);
  EXPECT_NEAR(std::accumulate(left.begin(), left.end(), 0.), 0, 1e-13);
  EXPECT_NEAR(left[1] - left[0], panel.column[1] - panel.column[0], 1e-13);
}

TEST(HdfeEffects, LeaveNothingOfAConstantThatIsNotExactInBinary) {
  const Panel panel = random_panel(4, 100, {5, 6});
  const HdfeEffects effects(panel.factors(), panel.all_rows(), {});
  std::vector<double> left(100, 1);
  effects.residualise(std::vector<double>(100, 1e6 + .1), left);
  EXPECT_EQ(left, std::vector<double>(100, 0));
}

TEST(Singletons, AreDroppedUntilNoLevelIsAlone) {
  // Row 2 is alone in its host; without it row 3 is alone in its symbol, then row 4 in its host.
  const std::vector<std::uint32_t> host = {0, 0, 1, 2, 2, 0, 0};
  const std::vector<std::uint32_t> symbol = {0, 0, 1, 1, 2, 2, 2};
  const std::vector<Factor> effects = {{host, 3}, {symbol, 3}};
  const SingletonDrop drop = drop_singletons(effects, host.size());
  EXPECT_EQ(drop.kept, (std::vector<std::uint32_t>{0, 1, 5, 6}));
  EXPECT_EQ(drop.dropped, 3U);
}

TEST(Singletons, AlsoGoWhenTheirDepartureStrandsAnEarlierRow) {
  const std::vector<std::uint32_t> host = {0, 0, 0, 1, 1};
  const std::vector<std::uint32_t> symbol = {0, 0, 1, 1, 2};
  const std::vector<Factor> effects = {{host, 2}, {symbol, 3}};
  const SingletonDrop drop = drop_singletons(effects, host.size());
  EXPECT_EQ(drop.kept, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_GT(drop.rounds, 1);
}

}  // namespace
}  // namespace holdfast
