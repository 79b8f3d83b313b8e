// Backoff: how long to leave alone what failed: a while, then twice as long each time it fails
// again. Pure.
#pragma once

#include <algorithm>

#include "base/instant.h"

namespace holdfast {

/// Between tries of a write that is refused, or that changed nothing.
inline constexpr double kLongestWaitSeconds = 300;

struct Backoff {
  double wait_seconds = 0;  // the last one; 0: it has not failed
  Instant retry_at;

  bool waits(Instant now) const { return now < retry_at; }
  void failed(Instant now, double first_seconds, double longest_seconds = kLongestWaitSeconds) {
    wait_seconds = std::min(std::max(first_seconds, 2 * wait_seconds), longest_seconds);
    retry_at = plus_seconds(now, wait_seconds);
  }
};

}  // namespace holdfast
