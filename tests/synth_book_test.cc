// The generated feed against the books: the one is the other's witness.
#include <gtest/gtest.h>

#include "book/book_set.h"
#include "synth/synth_feed.h"

namespace holdfast {
namespace {

TEST(SynthBook, EveryMessageFitsTheBooks) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    SynthFeed feed({.seed = seed, .stocks = 30, .live_orders = 2'000, .messages = 100'000});
    BookSet books;
    while (const auto message = feed.next()) {
      const auto fate = books.apply(*message);
      ASSERT_TRUE(fate == BookFate::applied || fate == BookFate::passed_over) << to_string(fate);
      ASSERT_EQ(books.orders(), feed.live_orders());
    }
    EXPECT_EQ(books.counts().refused(), 0U);
    EXPECT_NE(books.digest(), 0U);
  }
}

TEST(SynthBook, NoBookIsCrossed) {
  SynthFeed feed({.stocks = 3, .live_orders = 500, .messages = 20'000});
  BookSet books;
  while (const auto message = feed.next()) {
    books.apply(*message);
    const auto book = books.book(load_u16(message->data() + 1));
    if (!book) continue;
    const auto bid = book->best_bid(), ask = book->best_ask();
    ASSERT_TRUE(!bid || !ask || bid->price < ask->price);
  }
}

}  // namespace
}  // namespace holdfast
