#include "sequential/cuped.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast {
namespace {

using Column = std::vector<double>;

TEST(Cuped, TakesOutWhatALineSays) {
  const Column x{1, 2, 3, 5, 8}, y{12, 14, 16, 20, 26};  // 10 + 2x
  const auto found = cuped_coefficients(y, {x});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0], 2, 1e-13);
  for (const double rest : cuped_outcome(y, {x}, found)) EXPECT_NEAR(rest, 10, 1e-12);
}

TEST(Cuped, AColumnThatSaysNothingNewHasNoCoefficient) {
  const Column x{1, 2, 3, 5, 8}, twice{2, 4, 6, 10, 16}, constant{7, 7, 7, 7, 7}, y{1, 5, 2, 8, 3};
  const auto alone = cuped_coefficients(y, {x});
  const auto found = cuped_coefficients(y, {constant, x, twice});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0], 0);
  EXPECT_NEAR(found[1], alone[0], 1e-13);
  EXPECT_EQ(found[2], 0);
}

TEST(Cuped, TooFewRowsGiveNone) {
  EXPECT_TRUE(cuped_coefficients(Column{1, 2}, {Column{3, 4}}).empty());
  EXPECT_TRUE(cuped_coefficients(Column{}, {Column{}}).empty());
}

}  // namespace
}  // namespace holdfast
