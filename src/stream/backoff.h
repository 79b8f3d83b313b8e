// Backoff: how long to wait before the next try: each time twice as long, up to a bound, and a
// quarter more or less by a seed, so that many clients which lost the same do not all ask at once.
#pragma once

#include <cstdint>

#include "base/split_mix.h"

namespace holdfast {

struct BackoffTimes {
  std::int64_t first_ns = 0, most_ns = 0;
};

class Backoff {
 public:
  Backoff(BackoffTimes times, std::uint64_t seed) : times_(times), random_(seed) {}

  /// Of the `tries`-th wait, 0 the first.
  std::int64_t wait_ns(unsigned tries);

 private:
  BackoffTimes times_;
  SplitMix64 random_;
};

}  // namespace holdfast
