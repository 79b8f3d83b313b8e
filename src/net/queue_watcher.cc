#include "net/queue_watcher.h"

#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "host/errno_name.h"
#include "net/socket_address.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kMostQueues = 255;  // PACKET_FANOUT_MAX is 256 before Linux 5.12
constexpr std::size_t kAllRings = std::size_t{64} << 20U;
constexpr std::size_t kMostRing = std::size_t{4} << 20U;
constexpr int kDrainMs = 60;

/// Of this process alone: other groups of the namespace may have any other number.
int fanout_argument(int tries) {
  return static_cast<int>((static_cast<unsigned>(::getpid() + tries * 251) & 0xffffU) |
                          (static_cast<unsigned>(PACKET_FANOUT_QM) << 16U));
}

bool join(std::vector<QueueRing>& rings) {
  // A number in use by another program's group of another kind or interface is refused.
  for (int tries = 0; tries < 16; ++tries) {
    const int argument = fanout_argument(tries);
    if (!set_option(rings.front().fd(), SOL_PACKET, PACKET_FANOUT, argument)) continue;
    return std::all_of(rings.begin() + 1, rings.end(), [&](const QueueRing& ring) {
      return set_option(ring.fd(), SOL_PACKET, PACKET_FANOUT, argument);
    });
  }
  return false;
}

}  // namespace

Result<QueueWatcher> QueueWatcher::open(const std::string& interface, std::uint32_t queues) {
  const auto index = interface_index(interface);
  if (!index) return tl::unexpected(index.error());
  if (queues == 0 || queues > kMostQueues) {
    return fail(ErrorCode::unsupported,
                fmt::format("{} has {} receive queues: from 1 to {} can be watched", interface,
                            queues, kMostQueues));
  }
  const std::size_t bytes = std::min(kMostRing, kAllRings / (queues + 1));
  std::vector<QueueRing> rings;
  for (std::uint32_t member = 0; member <= queues; ++member) {
    auto ring =
        QueueRing::open(interface, *index,
                        member == 0 ? std::nullopt : std::optional(QueueIndex{member - 1}), bytes);
    if (!ring) return tl::unexpected(ring.error());
    rings.push_back(std::move(*ring));
  }
  if (rings.front().error() == ENETDOWN) {
    return fail(ErrorCode::failed,
                fmt::format("{0} is down and receives nothing; ip link set {0} up", interface));
  }
  if (!join(rings)) {
    return fail(ErrorCode::failed, fmt::format("watching what {} receives: PACKET_FANOUT: {}",
                                               interface, errno_name(last_error())));
  }
  return QueueWatcher(interface, std::move(rings));
}

Result<void> QueueWatcher::read(int wait_ms, const Take& take) {
  std::vector<pollfd> waiting;
  waiting.reserve(rings_.size());
  for (const auto& ring : rings_) waiting.push_back({ring.fd(), POLLIN, 0});
  if (::poll(waiting.data(), waiting.size(), wait_ms) < 0 && errno != EINTR) {
    return fail(ErrorCode::failed, fmt::format("watching what {} receives: poll: {}", interface_,
                                               errno_name(last_error())));
  }
  for (std::size_t member = 0; member < rings_.size(); ++member) {
    const auto queue = member == 0
                           ? std::nullopt
                           : std::optional(QueueIndex{static_cast<std::uint32_t>(member - 1)});
    rings_[member].read([&](std::span<const std::uint8_t> frame) { take(frame, queue); });
    if ((waiting[member].revents & POLLERR) == 0 || rings_[member].error() == 0) continue;
    if (::if_nametoindex(interface_.c_str()) == 0) {
      return fail(ErrorCode::absent, fmt::format("{} vanished while it was watched", interface_));
    }
    return fail(ErrorCode::failed, fmt::format("{} went down while it was watched", interface_));
  }
  return {};
}

Result<void> QueueWatcher::drain(const Take& take) {
  ::usleep(kDrainMs * 1000);
  return read(0, take);
}

RingCounts QueueWatcher::counts() {
  RingCounts all;
  for (auto& ring : rings_) {
    const auto one = ring.counts();
    all.taken += one.taken;
    all.missed += one.missed;
  }
  return all;
}

}  // namespace holdfast
