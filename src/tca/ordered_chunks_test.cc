#include "tca/ordered_chunks.h"

#include <gtest/gtest.h>

#include <atomic>

namespace holdfast {
namespace {

TEST(OrderedChunks, AreTakenInTheirOrderHoweverManyThreadsMakeThem) {
  for (const unsigned threads : {1u, 2u, 7u}) {
    OrderedChunks<std::uint64_t> chunks(threads, 500,
                                        [](std::uint64_t number) { return 3 * number; });
    for (std::uint64_t number = 0; number < 500; ++number) {
      ASSERT_EQ(chunks.take(), 3 * number);
    }
    EXPECT_EQ(chunks.take(), std::nullopt);
  }
}

TEST(OrderedChunks, NoMoreAreMadeAheadThanTheWindowHolds) {
  std::atomic<std::uint64_t> made = 0;
  OrderedChunks<int> chunks(2, 1'000, [&made](std::uint64_t) {
    ++made;
    return 0;
  });
  for (std::uint64_t taken = 1; taken <= 100; ++taken) {
    ASSERT_TRUE(chunks.take().has_value());
    EXPECT_LE(made.load(), taken + 6);
  }
}

TEST(OrderedChunks, MayBeLeftBeforeTheLast) {
  OrderedChunks<int> chunks(3, 1'000'000'000, [](std::uint64_t) { return 1; });
  EXPECT_EQ(chunks.take(), 1);
}

TEST(OrderedChunks, OfNoneThereIsNone) {
  OrderedChunks<int> chunks(2, 0, [](std::uint64_t) { return 1; });
  EXPECT_EQ(chunks.take(), std::nullopt);
}

}  // namespace
}  // namespace holdfast
