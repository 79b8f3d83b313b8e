// The timestamps of a generated feed: the fifth second of every ten is a burst of 560,000 messages
// a second, the others have 50,000. 1 % of the messages come within 297 ns of the one before, in
// runs of eight. These are figures of real days.
#pragma once

#include "base/split_mix.h"

namespace holdfast {

class SynthClock {
 public:
  static constexpr std::uint64_t kStartNs = 34'200'000'000'000;  // 09:30
  static constexpr std::uint64_t kBurstPerSecond = 560'000, kCalmPerSecond = 50'000;
  static constexpr std::uint64_t kPeriodNs = 10'000'000'000;
  static constexpr std::uint64_t kBurstBeginNs = 4'000'000'000, kBurstEndNs = 5'000'000'000;
  static constexpr std::uint32_t kTightNs = 297;

  /// `rate_percent` 200: all of it in half the time.
  SynthClock(std::uint64_t seed, std::uint32_t rate_percent)
      : random_(seed), rate_percent_(rate_percent) {}

  /// Of the next message, in nanoseconds since midnight; never before the last one.
  std::uint64_t next_ns();

 private:
  std::uint64_t gap_ns();

  SplitMix64 random_;
  std::uint64_t rate_percent_;
  std::uint64_t elapsed_ns_ = 0;  // at a rate of 100
  bool is_tight_ = false;
};

}  // namespace holdfast
