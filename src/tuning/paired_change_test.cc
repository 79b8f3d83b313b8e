#include "tuning/paired_change.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tuning/layer_result.h"

namespace holdfast {
namespace {

TEST(PairedChange, IsOfTheRatiosAndNotOfTheFiguresLevel) {
  // The host is twice as slow in the second round: that is in both, and falls out.
  const std::array off{100.0, 200.0, 100.0}, on{50.0, 100.0, 50.0};
  const auto change = paired_change(off, on);
  ASSERT_TRUE(change);
  EXPECT_DOUBLE_EQ(change->change, -0.5);
  EXPECT_NEAR(*change->low, -0.5, 1e-12);
  EXPECT_NEAR(*change->high, -0.5, 1e-12);
  EXPECT_EQ(change->off, 100);
  EXPECT_EQ(change->on, 50);
}

// R: t.test(log(c(1.1, 0.9, 1.3, 0.8)))
TEST(PairedChange, HasStudentsInterval) {
  const std::array off{1.0, 1.0, 1.0, 1.0}, on{1.1, 0.9, 1.3, 0.8};
  const auto change = paired_change(off, on);
  ASSERT_TRUE(change && change->low && change->high);
  const double mean = (std::log(1.1) + std::log(0.9) + std::log(1.3) + std::log(0.8)) / 4;
  EXPECT_NEAR(change->change, std::expm1(mean), 1e-12);
  double squares = 0;
  for (const double ratio : on) squares += (std::log(ratio) - mean) * (std::log(ratio) - mean);
  const double reach = 3.182446305284263 * std::sqrt(squares / 3 / 4);  // qt(.975, 3)
  EXPECT_NEAR(*change->low, std::expm1(mean - reach), 1e-9);
  EXPECT_NEAR(*change->high, std::expm1(mean + reach), 1e-9);
}

TEST(PairedChange, OfOneRoundHasNoInterval) {
  const std::array off{10.0}, on{9.0};
  const auto change = paired_change(off, on);
  ASSERT_TRUE(change);
  EXPECT_NEAR(change->change, -0.1, 1e-12);
  EXPECT_FALSE(change->low);
  EXPECT_FALSE(change->high);
}

TEST(PairedChange, IsNoneWithoutRoundsAndOfWhatHasNoRatio) {
  EXPECT_FALSE(paired_change({}, {}));
  const std::array one{1.0}, zero{0.0}, endless{std::numeric_limits<double>::infinity()};
  EXPECT_FALSE(paired_change(one, zero));
  EXPECT_FALSE(paired_change(zero, one));
  EXPECT_FALSE(paired_change(endless, one));
}

// The interval holds the truth as often as it says: rounds of a known ratio under noise.
TEST(PairedChange, CoversTheTruth) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> noise(0, 0.2), level(0, 0.5);
  constexpr int kTrials = 4000;
  int covered = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> off, on;
    for (int round = 0; round < 5; ++round) {
      const double base = std::exp(level(random));
      off.push_back(base * std::exp(noise(random)));
      on.push_back(0.9 * base * std::exp(noise(random)));
    }
    const auto change = paired_change(off, on);
    if (*change->low <= -0.1 && -0.1 <= *change->high) ++covered;
  }
  EXPECT_NEAR(covered / static_cast<double>(kTrials), 0.95, 0.015);
}

LayerResult result_of(std::vector<double> off, std::vector<double> on) {
  LayerResult result;
  const auto readings = [](const std::vector<double>& figures) {
    std::vector<TrafficReading> out;
    for (const double figure : figures) {
      out.push_back({.packets = 1000, .p50_ns = 5, .p99_ns = figure, .p999_ns = {}});
    }
    return out;
  };
  result.off = readings(off);
  result.on = readings(on);
  return result;
}

TEST(LayerVerdict, IsByTheInterval) {
  EXPECT_EQ(verdict_of(result_of({100, 110, 90}, {50, 56, 44}), BenchFigure::p99),
            LayerVerdict::helps);
  EXPECT_EQ(verdict_of(result_of({50, 56, 44}, {100, 110, 90}), BenchFigure::p99),
            LayerVerdict::hurts);
  EXPECT_EQ(verdict_of(result_of({100, 50, 90}, {90, 100, 60}), BenchFigure::p99),
            LayerVerdict::no_difference);
}

TEST(LayerVerdict, OfAFigureThatAWindowHasNotIsNoDifference) {
  const auto result = result_of({100, 110}, {50, 56});
  EXPECT_FALSE(change_of(result, BenchFigure::p999));
  EXPECT_EQ(verdict_of(result, BenchFigure::p999), LayerVerdict::no_difference);
  EXPECT_EQ(verdict_of(result_of({100}, {1}), BenchFigure::p99), LayerVerdict::no_difference);
}

TEST(BenchFigure, IsReadByItsName) {
  EXPECT_EQ(parse_bench_figure("p999"), BenchFigure::p999);
  EXPECT_FALSE(parse_bench_figure("P99"));
  EXPECT_EQ(name_of(LayerVerdict::no_difference), "no-difference");
}

}  // namespace
}  // namespace holdfast
