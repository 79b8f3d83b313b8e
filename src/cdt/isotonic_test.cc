#include "cdt/isotonic.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast {
namespace {

using Column = std::vector<double>;

Column fitted(const Column& values, const Column& weights) {
  Column out;
  for (const auto& pool : isotonic_pools(values, weights)) {
    out.insert(out.end(), pool.end - pool.begin, pool.value);
  }
  return out;
}

TEST(Isotonic, WhatAscendsStays) {
  EXPECT_EQ(fitted({1, 2, 5}, {1, 7, 2}), (Column{1, 2, 5}));
  EXPECT_TRUE(isotonic_pools({}, {}).empty());
}

TEST(Isotonic, NeighboursThatDescendHaveTheirWeightedMean) {
  EXPECT_EQ(fitted({1, 4, 2}, {1, 1, 3}), (Column{1, 2.5, 2.5}));
  EXPECT_EQ(fitted({5, 3, 1}, {1, 1, 1}), (Column{3, 3, 3}));
  // The last pulls all before it down, though the middle two ascend.
  EXPECT_EQ(fitted({4, 1, 2, -9}, {1, 1, 1, 3}),
            (Column{-20.0 / 6, -20.0 / 6, -20.0 / 6, -20.0 / 6}));
}

TEST(Isotonic, PoolsAreWholeAndAscendStrictly) {
  const auto pools = isotonic_pools(Column{1, 1, 3, 2, 2.5, 9}, Column{1, 1, 1, 1, 1, 1});
  std::size_t at = 0;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    EXPECT_EQ(pools[i].begin, at);
    at = pools[i].end;
    if (i > 0) {
      EXPECT_GT(pools[i].value, pools[i - 1].value);
    }
  }
  EXPECT_EQ(at, 6U);
}

}  // namespace
}  // namespace holdfast
