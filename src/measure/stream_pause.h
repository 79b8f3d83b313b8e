// StreamPause: between two tries of what failed: 1, 2, 4 … 16 s, and as soon as the stream ends.
#pragma once

#include <time.h>

#include <algorithm>

#include "measure/paced_sender.h"
#include "measure/stream_exchange.h"

namespace holdfast {

inline constexpr std::int64_t kStreamLookNs = 50'000'000;  // how soon a thread sees the end

/// Until then, or the end.
inline void sleep_until(std::int64_t due_ns, const std::atomic<bool>& stop) {
  for (std::int64_t now = steady_ns(); now < due_ns && !stop; now = steady_ns()) {
    const std::int64_t until = std::min(due_ns, now + kStreamLookNs);
    const timespec at{until / 1'000'000'000, until % 1'000'000'000};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
  }
}

class StreamPause {
 public:
  void reset() { seconds_ = 1; }
  /// Ends early when `is_over` says so, which is asked 20 times a second.
  template <class Over>
  void wait(const std::atomic<bool>& stop, Over is_over) {
    const std::int64_t until = steady_ns() + seconds_ * 1'000'000'000;
    seconds_ = std::min<std::int64_t>(2 * seconds_, 16);
    while (!stop && !is_over() && steady_ns() < until) {
      sleep_until(std::min(until, steady_ns() + kStreamLookNs), stop);
    }
  }
  void wait(const std::atomic<bool>& stop) {
    wait(stop, [] { return false; });
  }

 private:
  std::int64_t seconds_ = 1;
};

}  // namespace holdfast
