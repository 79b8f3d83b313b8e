#include "net/idle.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <climits>
#include <ctime>

#include "feed/idle.h"

namespace holdfast {
namespace {

// A futex is 32 bits: the lower half of `published`. It would take 2^32 events between a look and
// the system call for a wake to be missed, and then `most` ends the sleep.
const void* futex_of(const RingWord& word) {
  static_assert(std::endian::native == std::endian::little);
  return &word;
}

}  // namespace

void YieldIdle::idle() { ::sched_yield(); }

void ParkIdle::idle() {
  if (looks_ < kLooks) {
    // What is published from here on is found by the look that follows, or refuses the sleep.
    if (++looks_ == kLooks) published_ = ring_->published.load(std::memory_order_acquire);
    pause_processor();
    return;
  }
  // Against wake_parked(): either it sees that we are parked, or the kernel sees what it published.
  ring_->parked.fetch_add(1, std::memory_order_seq_cst);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(most_);
  const timespec most{.tv_sec = seconds.count(), .tv_nsec = (most_ - seconds).count()};
  ::syscall(SYS_futex, futex_of(ring_->published), FUTEX_WAIT,
            static_cast<std::uint32_t>(published_), &most, nullptr, 0);
  ring_->parked.fetch_sub(1, std::memory_order_seq_cst);
  looks_ = kLooks - 1;
}

void wake_parked(RingHeader& ring) {
  // Adds nothing, but is ordered after the store of `published`, which a load would not be.
  if (ring.parked.fetch_add(0, std::memory_order_seq_cst) == 0) return;
  ::syscall(SYS_futex, futex_of(ring.published), FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace holdfast
