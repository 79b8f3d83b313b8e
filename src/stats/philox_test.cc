#include "stats/philox.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "stats/normal_quantile.h"

namespace holdfast {
namespace {

constexpr DrawStream kStream = {.seed = 20261122, .stream = 3};
constexpr int kDraws = 1'000'000;

// Random123 1.14, tests/kat_vectors, the three lines "philox4x32 10".
TEST(Philox, AnswersAsPublished) {
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}),
            (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, PutsSeedIntoTheKeyAndRowBlockAndStreamIntoTheCounter) {
  const DrawStream pi = {.seed = 0x299f31d0a4093822, .stream = 0x03707344};
  const std::uint64_t row = 0x85a308d3243f6a88, block = 0x13198a2e;
  EXPECT_EQ(bits_at(pi, row, 2 * block), 0x94fdcceb'd16cfe09);
  EXPECT_EQ(bits_at(pi, row, 2 * block + 1), 0x24126ea1'5001e420);
}

TEST(Philox, ARowsDrawsAreThoseAtTheirIndices) {
  RowDraws draws(kStream, 77);
  for (std::uint64_t index = 0; index < 9; ++index) {
    EXPECT_EQ(draws.uniform(), uniform_at(kStream, 77, index)) << index;
  }
}

TEST(Philox, DifferentSeedsStreamsRowsAndIndicesDrawOtherBits) {
  const std::vector<std::uint64_t> seen = {
      bits_at({1, 2}, 3, 4),         bits_at({2, 2}, 3, 4), bits_at({1, 3}, 3, 4),
      bits_at({1, 2}, 4, 4),         bits_at({1, 2}, 3, 5), bits_at({1ull << 32, 2}, 3, 4),
      bits_at({1, 2}, 3ull << 32, 4)};
  for (std::size_t one = 0; one < seen.size(); ++one) {
    EXPECT_EQ(std::count(seen.begin(), seen.end(), seen[one]), 1) << one;
  }
}

TEST(Philox, AUniformIsNeverZeroNorOne) {
  EXPECT_EQ(uniform_of_bits(0), 0x1p-53);
  EXPECT_EQ(uniform_of_bits(~std::uint64_t{0}), 1.0 - 0x1p-53);
}

// The first four moments about zero, and the share above 2, of draws from rows 0 … kDraws - 1.
struct Moments {
  double first = 0, second = 0, third = 0, fourth = 0, above_two = 0;
};

Moments moments_of(const std::function<double(RowDraws&)>& draw) {
  Moments sum;
  for (std::uint64_t row = 0; row < kDraws; ++row) {
    RowDraws draws(kStream, row);
    const double x = draw(draws);
    sum.first += x / kDraws;
    sum.second += x * x / kDraws;
    sum.third += x * x * x / kDraws;
    sum.fourth += x * x * x * x / kDraws;
    sum.above_two += (x > 2 ? 1.0 : 0.0) / kDraws;
  }
  return sum;
}

// Each bound is five standard errors of that mean at a million draws.
TEST(Philox, UniformsHaveTheMomentsOfTheUniform) {
  const Moments moments = moments_of([](RowDraws& draws) { return draws.uniform(); });
  EXPECT_NEAR(moments.first, 1.0 / 2, 5 * 0.2887e-3);
  EXPECT_NEAR(moments.second, 1.0 / 3, 5 * 0.2981e-3);
  EXPECT_NEAR(moments.fourth, 1.0 / 5, 5 * 0.2667e-3);
}

TEST(Philox, NormalsHaveTheMomentsOfTheNormal) {
  const Moments moments = moments_of([](RowDraws& draws) { return draws.normal(); });
  EXPECT_NEAR(moments.first, 0, 5 * 1e-3);
  EXPECT_NEAR(moments.second, 1, 5 * 1.414e-3);
  EXPECT_NEAR(moments.third, 0, 5 * 3.873e-3);
  EXPECT_NEAR(moments.fourth, 3, 5 * 9.798e-3);
  EXPECT_NEAR(moments.above_two, 0.022750, 5 * 0.1491e-3);
}

TEST(Philox, ExponentialsHaveTheMomentsOfTheExponential) {
  const Moments moments = moments_of([](RowDraws& draws) { return draws.exponential(); });
  EXPECT_NEAR(moments.first, 1, 5 * 1e-3);
  EXPECT_NEAR(moments.second, 2, 5 * 4.472e-3);
  EXPECT_NEAR(moments.third, 6, 5 * 26.15e-3);
  EXPECT_NEAR(moments.above_two, 0.135335, 5 * 0.3421e-3);
}

TEST(Philox, StudentsHaveVarianceFiveThirdsAndItsTails) {
  const Moments moments = moments_of([](RowDraws& draws) { return draws.student_t5(); });
  EXPECT_NEAR(moments.first, 0, 5 * 1.291e-3);
  EXPECT_NEAR(moments.second, 5.0 / 3, 5 * 4.714e-3);  // the fourth moment is 25
  EXPECT_NEAR(moments.above_two, 0.050970, 5 * 0.2199e-3);
}

TEST(Philox, NeighbouringRowsAndIndicesDoNotGoTogether) {
  double across_rows = 0, across_indices = 0;
  for (std::uint64_t row = 0; row < kDraws; ++row) {
    const double here = uniform_at(kStream, row, 0) - 0.5;
    across_rows += here * (uniform_at(kStream, row + 1, 0) - 0.5);
    across_indices += here * (uniform_at(kStream, row, 1) - 0.5);
  }
  EXPECT_NEAR(across_rows * 12 / kDraws, 0, 5e-3);
  EXPECT_NEAR(across_indices * 12 / kDraws, 0, 5e-3);
}

// Asked of Python 3.11's statistics.NormalDist().inv_cdf.
TEST(NormalQuantile, AgreesWithKnownValuesInTheMiddleAndBothTails) {
  const std::vector<std::pair<double, double>> known = {
      {1e-300, -37.0470962993612},  {1e-20, -9.262340089798405},
      {1e-10, -6.361340902404056},  {0.001, -3.090232306167813},
      {0.025, -1.9599639845400538}, {0.07, -1.4757910281791702},
      {0.3, -0.5244005127080407},   {0.5, 0.0},
      {0.6, 0.2533471031357998},    {0.93, 1.4757910281791708},
      {0.975, 1.9599639845400536},  {0.9999, 3.7190164854557084}};
  for (const auto& [p, z] : known) {
    EXPECT_NEAR(normal_quantile(p), z, 4e-16 * std::max(1.0, std::fabs(z))) << p;
  }
}

TEST(NormalQuantile, IsUndoneByTheDistributionFunction) {
  for (int step = 1; step < 1000; ++step) {
    const double p = step / 1000.0;
    EXPECT_NEAR(std::erfc(-normal_quantile(p) / std::sqrt(2.0)) / 2, p, 4e-16) << p;
  }
}

}  // namespace
}  // namespace holdfast
