// The client against the server's own parts over a network that does everything wrong.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "stream/sim_world_test_fixture.h"

namespace holdfast {
namespace {

// With sanitizers a seed takes many times as long: as many as go into the time, but not none.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSlow = true;
#elif defined(__has_feature)
constexpr bool kIsSlow = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kIsSlow = false;
#endif
constexpr auto kSlowLimit = std::chrono::seconds(20);

struct Seen {
  std::array<std::uint64_t, kRecoveryFates> fates{};
  std::array<std::uint64_t, kPacketFaults> faults{};
  std::uint64_t delivered = 0, skipped = 0, re_requested = 0, not_kept = 0, stale = 0;

  void add(const FeedClient& client) {
    for (std::size_t i = 0; i < kRecoveryFates; ++i) {
      fates[i] += client.recovery_counts().fates[i];
    }
    for (std::size_t i = 0; i < kPacketFaults; ++i) faults[i] += client.counts().faults[i];
    delivered += client.counts().delivered;
    skipped += client.counts().skipped;
    re_requested += client.counts().re_requested;
    not_kept += client.counts().not_kept;
    stale += client.counts().stale;
  }
};

// One seed alone: HOLDFAST_SIM_SEED=4711.
std::optional<std::uint64_t> only_seed() {
  const char* const text = std::getenv("HOLDFAST_SIM_SEED");
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

class FeedClientSim : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FeedClientSim, comes_to_the_servers_books_whatever_the_network_does) {
  const auto began = std::chrono::steady_clock::now();
  const std::uint64_t first = only_seed().value_or(GetParam());
  const std::uint64_t end = only_seed() ? first + 1 : GetParam() + 2500;
  Seen seen;
  std::uint64_t seed = first;
  for (; seed < end; ++seed) {
    SimWorld world(seed);
    const auto fault = world.run();
    ASSERT_EQ(fault, "") << "seed " << seed << ": " << world.story();
    seen.add(world.client());
    if (kIsSlow && std::chrono::steady_clock::now() - began > kSlowLimit) break;
  }
  RecordProperty("seeds", std::to_string(seed - first));
  if (seed - first < 1000) return;
  // What never happens is not tested.
  for (std::size_t i = 0; i < kRecoveryFates; ++i) {
    const auto fate = static_cast<RecoveryFate>(i);
    EXPECT_TRUE(seen.fates[i] > 0 || fate == RecoveryFate::too_slow) << to_string(fate);
  }
  for (std::size_t i = 0; i < kPacketFaults; ++i) {
    EXPECT_TRUE(seen.faults[i] > 0 || static_cast<PacketFault>(i) == PacketFault::spare_bytes)
        << to_string(static_cast<PacketFault>(i));
  }
  EXPECT_GT(seen.delivered, 0U);
  EXPECT_GT(seen.skipped, 0U);
  EXPECT_GT(seen.re_requested, 0U);
  EXPECT_GT(seen.not_kept, 0U);
  EXPECT_GT(seen.stale, 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FeedClientSim, testing::Values(1, 2501, 5001, 7501));

}  // namespace
}  // namespace holdfast
