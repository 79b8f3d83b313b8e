// Every allocation of this test program is counted here: none may come from the packet path.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>

#include "probe/probe_message.h"
#include "probe/probe_tally.h"

namespace {

std::atomic<std::uint64_t> allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace holdfast {
namespace {

TEST(ProbeTally, TakesPacketsWithoutAnAllocation) {
  const auto at_first = allocations.load();
  ProbeTally tally(7, 1000);
  const auto before = allocations.load();
  EXPECT_GE(before - at_first, 5U);  // it is counted at all
  std::array<std::uint8_t, kProbeMessageBytes> payload{};
  for (std::uint32_t n = 0; n < 3000; ++n) {  // lost, doubled, late, by 80 queues, beyond the room
    const std::uint64_t sequence = n % 7 == 0 ? n / 2 : n * (n % 11 == 0 ? 100 : 1);
    write_probe_message({.session = 7, .sequence = sequence, .sent_ns = 1}, payload);
    tally.take(payload, {.user_ns = 5, .kernel_ns = 3, .queue = n % 80});
  }
  EXPECT_EQ(allocations.load(), before);
  EXPECT_GT(tally.received(), 1000U);
}

}  // namespace
}  // namespace holdfast
