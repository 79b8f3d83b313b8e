#include "synth/synth_clock.h"

#include <bit>

namespace holdfast {
namespace {

constexpr std::uint64_t kOne = 1U << 16U;

// Exponentially distributed, with mean 1 as kOne: the logarithm of a number in (0, 1], taken as
// straight between powers of two; 2/3 is what makes the mean of that 1.
std::uint64_t exponential(std::uint64_t random) {
  const auto zeros = static_cast<unsigned>(std::countl_zero(random | 1U));
  const std::uint64_t mantissa = (random << zeros << 1U) >> 48U;
  return ((zeros + 1) * kOne - mantissa) * 2 / 3;
}

// The mean of the gaps that are not tight, beyond kTightNs: 99 % of the messages have it, and 1 %
// a gap of kTightNs / 2.
constexpr std::uint64_t mean_ns(std::uint64_t per_second) {
  return (100'000'000'000U / per_second - SynthClock::kTightNs / 2) / 99 -
         (SynthClock::kTightNs + 1);
}

}  // namespace

std::uint64_t SynthClock::next_ns() {
  elapsed_ns_ += gap_ns();
  return kStartNs + elapsed_ns_ * 100 / rate_percent_;
}

std::uint64_t SynthClock::gap_ns() {
  // A run ends with 1 of 8, so that 1 % of all are in one when 1 of 792 begins one.
  is_tight_ = is_tight_ ? random_.below(8) != 0 : random_.below(792) == 0;
  if (is_tight_) return random_.below(kTightNs + 1);
  const std::uint64_t in_period = elapsed_ns_ % kPeriodNs;
  const bool is_burst = in_period >= kBurstBeginNs && in_period < kBurstEndNs;
  const std::uint64_t mean = is_burst ? mean_ns(kBurstPerSecond) : mean_ns(kCalmPerSecond);
  return kTightNs + 1 + exponential(random_.next()) * mean / kOne;
}

}  // namespace holdfast
