#include "book/price_ladder.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace holdfast {
namespace {

std::vector<PriceRank> ranks_of(const PriceLadders& ladders, const PriceLadder& ladder) {
  std::vector<PriceRank> out;
  ladders.for_each(ladder, [&](PriceRank rank) { out.push_back(rank); });
  return out;
}

// Two ladders share the memory. Ranks come in runs, so that chunks are filled, split and emptied.
RC_GTEST_PROP(PriceLadders, HasTheRanksOfASet, ()) {
  PriceLadders ladders;
  std::array<PriceLadder, 2> ladder;
  std::array<std::set<PriceRank>, 2> wanted;
  const int runs = *rc::gen::inRange(0, 40);
  for (int run = 0; run < runs; ++run) {
    const auto which = *rc::gen::inRange<std::size_t>(0, 2);
    const bool adds = *rc::gen::weightedElement<bool>({{3, true}, {2, false}});
    const auto from = *rc::gen::weightedOneOf<PriceRank>(
        {{10, rc::gen::inRange<PriceRank>(-300, 300)},
         {1, rc::gen::just(std::numeric_limits<PriceRank>::min())},
         {1, rc::gen::just(std::numeric_limits<PriceRank>::max() - 400)}});
    const int count = *rc::gen::inRange(1, 200), step = *rc::gen::inRange(1, 3);
    for (int i = 0; i < count; ++i) {
      const PriceRank rank = from + i * step;
      if (adds && wanted[which].insert(rank).second) ladders.insert(ladder[which], rank);
      if (!adds && wanted[which].erase(rank) != 0) ladders.erase(ladder[which], rank);
    }
    for (const std::size_t i : {0U, 1U}) {
      RC_ASSERT(ranks_of(ladders, ladder[i]) ==
                std::vector<PriceRank>(wanted[i].rbegin(), wanted[i].rend()));
      RC_ASSERT(ladder[i].levels == wanted[i].size());
      RC_ASSERT(ladders.best(ladder[i]) ==
                (wanted[i].empty() ? std::nullopt : std::optional(*wanted[i].rbegin())));
    }
  }
}

// Ranks that come downward leave a full chunk below one that is then emptied.
TEST(PriceLadders, DropsAnEmptyBestChunkBesideAFullOne) {
  PriceLadders ladders;
  PriceLadder ladder;
  for (PriceRank i = 0; i < 90; ++i) ladders.insert(ladder, -i);
  for (PriceRank i = 0; i < 90; ++i) {
    ASSERT_EQ(ladders.best(ladder), -i);
    ladders.erase(ladder, -i);
  }
  EXPECT_EQ(ladders.best(ladder), std::nullopt);
}

TEST(PriceLadders, HasTheHighestRankThatThereIs) {
  PriceLadders ladders;
  PriceLadder ladder;
  constexpr auto kHighest = std::numeric_limits<PriceRank>::max();
  for (PriceRank i = 0; i < 100; ++i) ladders.insert(ladder, kHighest - i);
  EXPECT_EQ(ladders.best(ladder), kHighest);
  ladders.erase(ladder, kHighest);
  EXPECT_EQ(ladders.best(ladder), kHighest - 1);
  EXPECT_EQ(ranks_of(ladders, ladder).size(), 99U);
}

}  // namespace
}  // namespace holdfast
