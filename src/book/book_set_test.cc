#include "book/book_set.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

const auto kStock = Alpha<8>::of("AAPL");

template <class T>
BookFate apply(BookSet& set, const T& message) {
  return set.apply(encode_message(message));
}

AddOrder buy(std::uint64_t reference, std::uint32_t shares, std::uint32_t price) {
  return {{7, 0, {1000}}, reference, 'B', shares, kStock, {price}};
}

BookSet copy_of(const BookSet& set) {
  BookSet out;
  const auto sink = [&](std::span<const std::uint8_t> m) {
    EXPECT_EQ(out.apply(m), BookFate::applied);
  };
  set.write_system(sink);
  for (auto at = set.next_stock(0); at; at = set.next_stock(*at + 1U)) set.write_stock(*at, sink);
  return out;
}

TEST(BookSet, KeepsLevelsWithTheBestFirst) {
  BookSet set;
  EXPECT_EQ(apply(set, buy(1, 100, 5000)), BookFate::applied);
  EXPECT_EQ(apply(set, buy(2, 200, 5100)), BookFate::applied);
  EXPECT_EQ(apply(set, buy(3, 50, 5100)), BookFate::applied);
  EXPECT_EQ(set.book(7)->best_bid(), (BookLevel{5100, 250, 2}));
  EXPECT_EQ(set.book(7)->best_ask(), std::nullopt);
  EXPECT_EQ(apply(set, OrderDelete{{7, 0, {}}, 2}), BookFate::applied);
  EXPECT_EQ(apply(set, OrderExecuted{{7, 0, {}}, 3, 50, 1}), BookFate::applied);
  EXPECT_EQ(set.book(7)->best_bid(), (BookLevel{5000, 100, 1}));
}

TEST(BookSet, HasTheDigestZeroWhenItIsEmpty) {
  BookSet set;
  EXPECT_EQ(set.digest(), 0U);
  EXPECT_EQ(apply(set, buy(1, 100, 5000)), BookFate::applied);
  EXPECT_NE(set.digest(), 0U);
  EXPECT_EQ(set.digest(), set.digest_of(7));
  EXPECT_EQ(apply(set, OrderCancel{{7, 0, {}}, 1, 100}), BookFate::applied);
  EXPECT_EQ(set.digest(), 0U);
  EXPECT_EQ(set.book(7), std::nullopt);
}

TEST(BookSet, ASnapshotMakesTheSameBooks) {
  BookSet set;
  apply(set, SystemEvent{{}, 'Q'});
  apply(set, StockDirectory{.header = {7, 0, {}}, .stock = kStock});
  apply(set, AddOrderMpid{{7, 0, {}}, 4, 'S', 10, kStock, {6000}, Alpha<4>::of("GSCO")});
  apply(set, buy(1, 100, 5000));
  apply(set, buy(2, 100, 5000));
  apply(set, OrderReplace{{7, 0, {}}, 1, 3, 70, {5000}});
  const auto copy = copy_of(set);
  EXPECT_EQ(copy.digest(), set.digest());
  EXPECT_EQ(copy.book(7)->best_bid(), (BookLevel{5000, 170, 2}));
}

}  // namespace
}  // namespace holdfast
