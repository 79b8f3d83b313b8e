// How much a counter of the kernel grew from one sample to the next.
#pragma once

#include <cstdint>

namespace holdfast {

/// /proc/interrupts, /proc/softirqs and softnet_stat count in 32 bits: one that falls from near the
/// top to near the bottom went round, and was not reset.
constexpr bool has_wrapped(std::uint64_t earlier, std::uint64_t later) {
  constexpr std::uint64_t kRound = 1ULL << 32U;
  constexpr std::uint64_t kNear = 1ULL << 28U;  // 4 million a second, for a minute
  return earlier < kRound && earlier >= kRound - kNear && later < kNear;
}

constexpr bool was_reset(std::uint64_t earlier, std::uint64_t later) {
  return later < earlier && !has_wrapped(earlier, later);
}

/// After a reset, what was counted since (TCA §4).
constexpr std::uint64_t growth_of_counter(std::uint64_t earlier, std::uint64_t later) {
  if (later >= earlier) return later - earlier;
  return has_wrapped(earlier, later) ? later + (1ULL << 32U) - earlier : later;
}

}  // namespace holdfast
