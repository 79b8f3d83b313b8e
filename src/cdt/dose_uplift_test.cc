#include "cdt/dose_uplift.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/philox.h"

namespace holdfast {
namespace {

// 20 hosts of 60 rows; the outcome is `effect` of the dose, with noise.
struct World {
  std::vector<double> dose, outcome;
  std::vector<std::uint32_t> host;
  std::vector<std::uint8_t> is_recent;

  template <class Dose, class Effect>
  World(Dose dose_of, Effect effect) {
    for (std::uint32_t row = 0; row < 1200; ++row) {
      RowDraws draws({7, 1}, row);
      host.push_back(row % 20);
      dose.push_back(dose_of(draws));
      outcome.push_back(effect(dose.back()) + 0.1 * (row % 20) + 0.5 * draws.normal());
      is_recent.push_back(1);
    }
  }
  DoseUplift uplift() const {
    const HdfeDesign design({{dose}, {"dose"}, {{host, 20}}, {}});
    return dose_uplift(design, outcome, is_recent, clusters_of(design, {host, 20}));
  }
};

double coin(RowDraws& draws) { return draws.uniform() < 0.3 ? 1 : 0; }
double tenths(RowDraws& draws) { return std::floor(draws.uniform() * 11) / 10; }

TEST(DoseUplift, OfATreatmentItIsTheSlopeAndItsError) {
  const auto found = World(coin, [](double dose) { return 3 * dose; }).uplift();
  ASSERT_EQ(found.knots.size(), 1U);
  EXPECT_NEAR(found.slope.estimate, 3, 0.2);
  EXPECT_NEAR(found.knots[0].uplift, found.slope.estimate, 1e-9);
  EXPECT_NEAR(found.knots[0].error, found.slope.error, 1e-9 * found.slope.error);
  EXPECT_NEAR(found.knots[0].low, found.slope.estimate - 0.861 * found.knots[0].error, 1e-3)
      << "t of 19 degrees at 0.8";
}

TEST(DoseUplift, WhatIsNotALineIsFollowed) {
  const auto found = World(tenths, [](double dose) { return dose > 0.55 ? 4.0 : 0.0; }).uplift();
  ASSERT_EQ(found.knots.size(), 10U);
  for (std::size_t i = 0; i < found.knots.size(); ++i) {
    const auto& knot = found.knots[i];
    EXPECT_NEAR(knot.dose, static_cast<double>(i + 1) / 10, 1e-12);
    EXPECT_NEAR(knot.uplift, knot.dose > 0.55 ? 4 : 0, 0.4) << knot.dose;
    EXPECT_GE(knot.uplift, i > 0 ? found.knots[i - 1].uplift : 0);
    EXPECT_NEAR(knot.low, knot.dose > 0.55 ? 4 : 0, 0.6) << knot.dose;
    EXPECT_LT(knot.low, knot.uplift);
  }
}

TEST(DoseUplift, ADoseThatHelpsHasNoUplift) {
  const auto found = World(coin, [](double dose) { return -2 * dose; }).uplift();
  ASSERT_EQ(found.knots.size(), 1U);
  EXPECT_EQ(found.knots[0].uplift, 0);
  EXPECT_LT(found.knots[0].low, -1);
}

TEST(DoseUplift, RecentRowsDecideBeyondTheSlope) {
  World world(coin, [](double dose) { return 3 * dose; });
  for (std::size_t row = 0; row < world.dose.size(); ++row) {
    world.is_recent[row] = row >= 600 ? 1 : 0;
    if (row >= 600) world.outcome[row] += 2 * world.dose[row];
  }
  const auto found = world.uplift();
  EXPECT_NEAR(found.slope.estimate, 4, 0.3);
  EXPECT_NEAR(found.knots.at(0).uplift, 5, 0.3);
}

TEST(DoseUplift, FewRowsGoToTheDoseBelow) {
  World world(coin, [](double dose) { return 3 * dose; });
  std::size_t moved = 0;
  for (auto& dose : world.dose) {
    if (dose == 1 && moved < 400) dose = moved++ < 10 ? 0.9 : 0.5;
  }
  const auto found = world.uplift();
  ASSERT_EQ(found.knots.size(), 1U);
  EXPECT_NEAR(found.knots[0].dose, 0.51, 0.01);
}

}  // namespace
}  // namespace holdfast
