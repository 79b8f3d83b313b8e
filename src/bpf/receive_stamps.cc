#include "bpf/receive_stamps.h"

#include <linux/net_tstamp.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <time.h>

namespace holdfast {
namespace {

constexpr int kTries = 16;

std::int64_t ns_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

// Any socket but a unix one has the kernel stamp what comes; this family is one that the agent's
// unit leaves it.
Descriptor want_receive_stamps() {
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  const int wanted = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  if (!socket) return socket;
  if (::setsockopt(socket.fd(), SOL_SOCKET, SO_TIMESTAMPING, &wanted, sizeof wanted) != 0) {
    return Descriptor();
  }
  return socket;
}

ClockOffsets clock_offsets() {
  ClockOffsets offsets;
  timex time{};
  if (::adjtimex(&time) >= 0) offsets.from_tai_ns = std::int64_t{time.tai} * -1'000'000'000;
  // Of some tries the one that was least disturbed.
  std::int64_t narrowest_ns = INT64_MAX;
  for (int tries = 0; tries < kTries; ++tries) {
    const std::int64_t before_ns = ns_of(CLOCK_MONOTONIC);
    const std::int64_t wall_ns = ns_of(CLOCK_REALTIME);
    const std::int64_t after_ns = ns_of(CLOCK_MONOTONIC);
    if (after_ns - before_ns >= narrowest_ns) continue;
    narrowest_ns = after_ns - before_ns;
    offsets.from_monotonic_ns = wall_ns - (before_ns + narrowest_ns / 2);
  }
  return offsets;
}

}  // namespace holdfast
