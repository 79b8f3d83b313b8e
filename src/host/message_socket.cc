#include "host/message_socket.h"

#include <fmt/format.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <vector>

#include "host/errno_name.h"

namespace holdfast {
namespace {

constexpr int kReceiveBuffer = 1 << 20;
constexpr std::size_t kDatagram = 32768;  // NLMSG_GOODSIZE at its largest; uevents have 2 kB
constexpr double kBetweenTries = 1;

}  // namespace

MessageSocket::MessageSocket(MessageGroup group) : group_(group) { open(); }

void MessageSocket::open() {
  if (group_.group == 0) return;
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, group_.protocol));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  const bool joined =
      socket &&
      ::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::setsockopt(socket.fd(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group_.group,
                   sizeof group_.group) == 0;
  if (!joined) {
    why_ = fmt::format("its netlink group is refused ({}): {}", errno_name(last_error()),
                       group_.missed);
    return;
  }
  if (::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer,
                   sizeof kReceiveBuffer) != 0) {
    static_cast<void>(
        ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer));
  }
  socket_ = std::move(socket);
  why_.clear();
}

bool MessageSocket::receive(Instant now, std::size_t most, bool& lost,
                            const std::function<bool(Bytes datagram)>& take) {
  if (!socket_) {
    if (tried_at_ && elapsed_seconds(*tried_at_, now) < kBetweenTries) return false;
    tried_at_ = now;
    open();
    if (!socket_) return false;
  }
  std::vector<std::uint8_t> bytes(kDatagram);
  for (std::size_t i = 0; i < most; ++i) {
    sockaddr_nl sender{};
    socklen_t size = sizeof sender;
    const ssize_t got = ::recvfrom(socket_.fd(), bytes.data(), bytes.size(), 0,
                                   reinterpret_cast<sockaddr*>(&sender), &size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ENOBUFS) {
      lost = true;
      continue;
    }
    if (got < 0 && errno != EAGAIN) {
      why_ = fmt::format("its socket was lost ({}): {}", errno_name(last_error()), group_.missed);
      socket_.reset();
      tried_at_ = now;
    }
    if (got < 0) return false;
    if (sender.nl_pid != 0) continue;  // anybody may send; only the kernel is believed
    if (!take(Bytes(bytes.data(), static_cast<std::size_t>(got)))) return true;
  }
  return true;
}

WatchSource MessageSocket::state(std::uint64_t events) const {
  return {.name = std::string(group_.watcher),
          .state = socket_ ? SourceState::watching : SourceState::absent,
          .why = why_,
          .events = events};
}

}  // namespace holdfast
