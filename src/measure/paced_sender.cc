#include "measure/paced_sender.h"

#include <sys/prctl.h>
#include <time.h>

#include <algorithm>

#include "probe/probe_message.h"

namespace holdfast {
namespace {

constexpr std::int64_t kLateNs = 10'000;
// Waking takes so long at most, mostly; what is left is spun away.
constexpr std::int64_t kWakeNs = 150'000;

std::int64_t read_clock(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void pause_cpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Returns the time at which it ended. A wish to stop is looked at while it spins.
std::int64_t wait_until(std::int64_t due_ns, const std::atomic<bool>& stop) {
  std::int64_t now = steady_ns();
  while (now < due_ns && !stop.load(std::memory_order_relaxed)) {
    if (due_ns - now > 2 * kWakeNs) {
      const std::int64_t until = std::min(due_ns - kWakeNs, now + 100'000'000);
      const timespec at{until / 1'000'000'000, until % 1'000'000'000};
      ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
    } else {
      pause_cpu();
    }
    now = steady_ns();
  }
  return now;
}

}  // namespace

std::int64_t realtime_ns() { return read_clock(CLOCK_REALTIME); }
std::int64_t steady_ns() { return read_clock(CLOCK_MONOTONIC); }

PacedSender::PacedSender(UdpSender sender, const ProbeTraffic& traffic)
    : sender_(std::move(sender)),
      pace_(traffic.pace),
      packet_(std::max<std::size_t>(traffic.packet_bytes, kProbeMessageBytes)) {}

SentCounts PacedSender::send(std::uint32_t session, double seconds, const std::atomic<bool>& stop) {
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  SentCounts counts;
  const std::uint64_t refused_before = sender_.refused();
  const std::int64_t start = steady_ns();
  const std::int64_t start_real = realtime_ns();
  const auto length = static_cast<std::int64_t>(seconds * 1e9);
  for (std::uint64_t n = 0;; ++n) {
    const std::int64_t due = pace_.due_after(n);
    if (due >= length || stop.load(std::memory_order_relaxed)) break;
    if (wait_until(start + due, stop) - (start + due) > kLateNs) ++counts.late;
    write_probe_message({.session = session,
                         .sequence = n,
                         .planned_ns = start_real + due,
                         .sent_ns = realtime_ns()},
                        packet_);
    sender_.send(packet_);
    ++counts.sent;
  }
  counts.refused = sender_.refused() - refused_before;
  if (counts.refused > 0) counts.last_refusal = why_refused(sender_.last_errno());
  counts.seconds = static_cast<double>(steady_ns() - start) / 1e9;
  return counts;
}

}  // namespace holdfast
