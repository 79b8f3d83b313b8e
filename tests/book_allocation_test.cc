// Nothing is allocated by a message once the books have been as large as they are. A program of its
// own, as it replaces operator new.
#include <gtest/gtest.h>

#include "base/allocation_count_test_fixture.h"
#include "book/apply_ahead.h"
#include "synth/synth_feed.h"

namespace holdfast {
namespace {

// Live orders go up and down around 20,000; the warm-up has been through all of that.
TEST(BookAllocation, NoMessageAllocatesAfterWarmUp) {
  SynthFeed feed({.stocks = 20, .live_orders = 20'000, .messages = 0});
  BookSet books({.expected_orders = 20'100});
  for (int i = 0; i < 1'000'000; ++i) books.apply(*feed.next());
  const std::uint64_t before = allocations();
  for (int i = 0; i < 200'000; ++i) books.apply(*feed.next());
  EXPECT_EQ(allocations() - before, 0U);
  EXPECT_EQ(books.counts().refused(), 0U);
}

TEST(BookAllocation, NeitherDoesLookingAhead) {
  SynthFeed feed({.stocks = 20, .live_orders = 2'000, .messages = 0});
  BookSet books({.expected_orders = 2'100});
  for (int i = 0; i < 200'000; ++i) books.apply(*feed.next());
  std::vector<std::vector<std::uint8_t>> kept;
  for (int i = 0; i < 1'000; ++i) {
    const auto message = *feed.next();
    kept.emplace_back(message.begin(), message.end());
  }
  const std::vector<std::span<const std::uint8_t>> messages(kept.begin(), kept.end());
  const std::uint64_t before = allocations();
  apply_ahead(books, messages, [](std::size_t, BookFate) {});
  EXPECT_EQ(allocations() - before, 0U);
}

}  // namespace
}  // namespace holdfast
