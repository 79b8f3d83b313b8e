// Every allocation of this test program is counted here: none may come from the packet path.
#include <gtest/gtest.h>

#include <array>

#include "base/allocation_count_test_fixture.h"
#include "probe/probe_message.h"
#include "probe/probe_tally.h"

namespace holdfast {
namespace {

TEST(ProbeTally, TakesPacketsWithoutAnAllocation) {
  const auto at_first = allocations();
  ProbeTally tally(7, 1000);
  const auto before = allocations();
  EXPECT_GE(before - at_first, 5U);  // it is counted at all
  std::array<std::uint8_t, kProbeMessageBytes> payload{};
  for (std::uint32_t n = 0; n < 3000; ++n) {  // lost, doubled, late, by 80 queues, beyond the room
    const std::uint64_t sequence = n % 7 == 0 ? n / 2 : n * (n % 11 == 0 ? 100 : 1);
    write_probe_message({.session = 7, .sequence = sequence, .sent_ns = 1}, payload);
    tally.take(payload, {.user_ns = 5, .kernel_ns = 3, .queue = n % 80});
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_GT(tally.received(), 1000U);
}

}  // namespace
}  // namespace holdfast
