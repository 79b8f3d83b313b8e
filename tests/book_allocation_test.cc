// Nothing is allocated by a message once the books have been as large as they are. A program of its
// own, as it replaces operator new.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "book/apply_ahead.h"
#include "synth/synth_feed.h"

namespace {
std::atomic<std::uint64_t> allocations;

void* counted(std::size_t bytes, std::size_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  if (void* memory = std::aligned_alloc(alignment, rounded)) return memory;
  std::abort();
}
}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace holdfast {
namespace {

// Live orders go up and down around 20,000; the warm-up has been through all of that.
TEST(BookAllocation, NoMessageAllocatesAfterWarmUp) {
  SynthFeed feed({.stocks = 20, .live_orders = 20'000, .messages = 0});
  BookSet books({.expected_orders = 20'100});
  for (int i = 0; i < 1'000'000; ++i) books.apply(*feed.next());
  const std::uint64_t before = allocations.load();
  for (int i = 0; i < 200'000; ++i) books.apply(*feed.next());
  EXPECT_EQ(allocations.load() - before, 0U);
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
  const std::uint64_t before = allocations.load();
  apply_ahead(books, messages, [](std::size_t, BookFate) {});
  EXPECT_EQ(allocations.load() - before, 0U);
}

}  // namespace
}  // namespace holdfast
