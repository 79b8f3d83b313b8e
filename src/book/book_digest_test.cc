#include "book/book_digest.h"

#include <gtest/gtest.h>

#include <bit>

namespace holdfast {
namespace {

// Of small numbers like those that orders have, any bit that changes turns half of the term's.
template <class Term>
void expect_avalanche(std::size_t input_bits, const Term& term) {
  SplitMix64 random(7);
  constexpr int kRounds = 400;
  for (std::size_t bit = 0; bit < input_bits; ++bit) {
    double turned = 0;
    for (int round = 0; round < kRounds; ++round) {
      const std::uint64_t low = random.below(1U << 20U), high = random.below(1U << 20U);
      const std::uint64_t one = term(low, high);
      const std::uint64_t other = bit < 64 ? term(low ^ std::uint64_t{1} << bit, high)
                                           : term(low, high ^ std::uint64_t{1} << (bit - 64));
      turned += std::popcount(one ^ other);
    }
    EXPECT_NEAR(turned / kRounds, 32, 2) << "bit " << bit;
  }
}

TEST(BookDigest, EveryBitOfAnOrderTurnsHalfOfItsTerm) {
  expect_avalanche(128, [](std::uint64_t reference, std::uint64_t amount) {
    return digest::order_term(12'345, reference, static_cast<std::uint32_t>(amount),
                              static_cast<std::uint32_t>(amount >> 32U), 0);
  });
}

TEST(BookDigest, EveryBitOfAnAttributionTurnsHalfOfItsTerm) {
  expect_avalanche(32, [](std::uint64_t attribution, std::uint64_t reference) {
    return digest::order_term(12'345, reference, 100, 5000,
                              static_cast<std::uint32_t>(attribution));
  });
}

TEST(BookDigest, EveryBitOfALinkTurnsHalfOfItsTerm) {
  expect_avalanche(128, [](std::uint64_t before, std::uint64_t behind) {
    return digest::link_term(before, behind);
  });
}

TEST(BookDigest, SharesThatMoveFromOneOrderToAnotherDoNotCancelOut) {
  const auto sum = [](std::uint32_t first, std::uint32_t second) {
    return digest::order_term(1, 1, first, 5000, 0) + digest::order_term(1, 2, second, 5000, 0);
  };
  EXPECT_NE(sum(100, 200), sum(200, 100));
  EXPECT_NE(sum(100, 200), sum(101, 199));
}

}  // namespace
}  // namespace holdfast
