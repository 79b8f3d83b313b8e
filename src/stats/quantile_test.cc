#include "stats/quantile.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "stats/ascending_order.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Quantile, Type7LiesBetweenTheNeighbours) {
  // R 4.2: quantile(c(1, 2, 4, 8), c(0, .25, .5, .95, 1)).
  const std::vector<double> sorted{1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(*quantile_type7(sorted, 0), 1);
  EXPECT_DOUBLE_EQ(*quantile_type7(sorted, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(*quantile_type7(sorted, 0.5), 3);
  EXPECT_DOUBLE_EQ(*quantile_type7(sorted, 0.95), 7.4);
  EXPECT_DOUBLE_EQ(*quantile_type7(sorted, 1), 8);
}

TEST(Quantile, NothingHasNoQuantile) {
  EXPECT_EQ(quantile_type7({}, 0.5), std::nullopt);
  EXPECT_THAT(quantiles_type7({}, std::vector<double>{0.5}), IsEmpty());
}

TEST(Quantile, OneValueIsEveryQuantile) {
  EXPECT_THAT(quantiles_type7(std::vector<double>{7}, std::vector<double>{0, 0.3, 1}),
              ElementsAre(7, 7, 7));
}

// Enough values that they are selected by their leading bits rather than sorted.
RC_GTEST_PROP(Quantile, SelectedQuantilesAreThoseOfTheSortedValues, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(4097, 9000);
  const auto spread = *rc::gen::element(0, 2, 40);
  auto state = *rc::gen::arbitrary<std::uint64_t>();
  std::vector<double> values;
  while (values.size() < count) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto draw = static_cast<std::int64_t>(state) >> 40;
    values.push_back(std::ldexp(static_cast<double>(draw), spread * static_cast<int>(draw % 16)));
  }
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const std::vector<double> probabilities{0, 0.001, 0.25, 0.5, 2.0 / 3, 0.99, 1};
  const auto found = quantiles_type7(values, probabilities);
  for (std::size_t k = 0; k < probabilities.size(); ++k) {
    RC_ASSERT(found[k] == *quantile_type7(sorted, probabilities[k]));
  }
}

TEST(AscendingOrder, EqualValuesStandByIndexAndBothZerosAreEqual) {
  const std::vector<double> values{3, 0.0, -1e300, -0.0, 3, 1e-310, -2, 1e300};
  EXPECT_THAT(ascending_order(values), ElementsAre(2, 6, 1, 3, 5, 0, 4, 7));
  EXPECT_THAT(ascending_order({}), IsEmpty());
}

RC_GTEST_PROP(AscendingOrder, IsTheStableSort, (const std::vector<double>& drawn)) {
  auto values = drawn;
  std::replace_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }, 0.0);
  const auto once = values;
  values.insert(values.end(), once.begin(), once.end());
  std::vector<std::uint32_t> expected(values.size());
  for (std::uint32_t i = 0; i < expected.size(); ++i) expected[i] = i;
  std::sort(expected.begin(), expected.end(),
            [&](auto a, auto b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
  RC_ASSERT(ascending_order(values) == expected);
}

}  // namespace
}  // namespace holdfast
