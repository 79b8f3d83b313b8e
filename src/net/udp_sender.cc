#include "net/udp_sender.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "host/descriptor.h"
#include "host/errno_name.h"
#include "net/socket_address.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

Error refusal(const SenderOptions& options, std::string_view call) {
  const auto error = last_error();
  const auto what = fmt::format("sending to udp {}", to_text(options.remote));
  if (error == std::errc::network_unreachable || error == std::errc::host_unreachable) {
    return {ErrorCode::absent, fmt::format("{}: there is no route to it (ip route)", what)};
  }
  if (error == std::errc::address_in_use) {
    return {ErrorCode::failed,
            fmt::format("{}: another socket has the local port {}", what, options.local_port)};
  }
  if (error == std::errc::permission_denied && call == "bind") {
    return {ErrorCode::denied, fmt::format("{}: a local port as low as {} takes "
                                           "CAP_NET_BIND_SERVICE",
                                           what, options.local_port)};
  }
  if (error == std::errc::permission_denied) {
    return {ErrorCode::denied,
            fmt::format("{}: it is a broadcast address, or a rule of the routes or the firewall "
                        "forbids it",
                        what)};
  }
  return {ErrorCode::failed, fmt::format("{}: {}: {}", what, call, errno_name(error))};
}

/// Where multicast goes out, how far, and whether sockets of this host have it too.
bool set_multicast(int fd, const SenderOptions& options, int family, std::uint32_t index) {
  const int ttl = options.multicast_ttl;
  const int loop = options.multicast_loop ? 1 : 0;
  if (family == AF_INET6) {
    return set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, ttl) &&
           set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, loop) &&
           (index == 0 || set_option(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, static_cast<int>(index)));
  }
  ip_mreqn way{};
  way.imr_ifindex = static_cast<int>(index);
  return set_option(fd, IPPROTO_IP, IP_MULTICAST_TTL, ttl) &&
         set_option(fd, IPPROTO_IP, IP_MULTICAST_LOOP, loop) &&
         (index == 0 || ::setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &way, sizeof way) == 0);
}

bool bind_port(int fd, int family, std::uint16_t port) {
  if (port == 0) return true;
  const Endpoint any{std::vector<std::uint8_t>(family == AF_INET ? 4 : 16), port};
  const auto address = socket_address(any, 0);
  return ::bind(fd, address->get(), address->size) == 0;
}

}  // namespace

std::string why_refused(int error) {
  switch (error) {
    case ECONNREFUSED: return "nobody listens there";
    case ENETUNREACH:
    case EHOSTUNREACH: return "there is no route to it any more";
    case ENETDOWN: return "the interface is down";
    case EMSGSIZE: return "the packet is too long for the way there";
    case EPERM:
    case EACCES: return "a rule of the firewall or the routes forbids it";
    case ENOBUFS:
    case EAGAIN: return "the way out was full";
    default: return errno_name(static_cast<std::errc>(error));
  }
}

Result<UdpSender> UdpSender::make(const SenderOptions& options) {
  const auto index = interface_index(options.interface);
  if (!index) return tl::unexpected(index.error());
  const auto address = socket_address(options.remote, *index);
  if (!address) return tl::unexpected(address.error());
  if (options.remote.port == 0) {
    return fail(ErrorCode::usage,
                fmt::format("sending to udp {}: 0 is no port to send to", to_text(options.remote)));
  }
  Descriptor socket(::socket(address->family(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return tl::unexpected(refusal(options, "socket"));
  const int fd = socket.fd();
  constexpr std::uint32_t kMost = std::numeric_limits<int>::max();
  const int buffer = static_cast<int>(std::min(options.send_buffer_bytes, kMost));
  if (!set_option(fd, SOL_SOCKET, SO_SNDBUFFORCE, buffer)) {
    static_cast<void>(set_option(fd, SOL_SOCKET, SO_SNDBUF, buffer));
  }
  if (is_multicast(options.remote) && !set_multicast(fd, options, address->family(), *index)) {
    return tl::unexpected(refusal(options, "the options of multicast"));
  }
  if (!bind_port(fd, address->family(), options.local_port)) {
    return tl::unexpected(refusal(options, "bind"));
  }
  if (::connect(fd, address->get(), address->size) != 0) {
    return tl::unexpected(refusal(options, "connect"));
  }
  return UdpSender(socket.release());
}

UdpSender::UdpSender(int fd) : fd_(fd) {}

UdpSender::UdpSender(UdpSender&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), refused_(other.refused_), last_errno_(other.last_errno_) {}

UdpSender& UdpSender::operator=(UdpSender&& other) noexcept {
  std::swap(fd_, other.fd_);
  refused_ = other.refused_;
  last_errno_ = other.last_errno_;
  return *this;
}

UdpSender::~UdpSender() {
  if (fd_ >= 0) ::close(fd_);
}

bool UdpSender::send(std::span<const std::uint8_t> payload) {
  if (::send(fd_, payload.data(), payload.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return true;
  last_errno_ = errno;
  ++refused_;
  return false;
}

std::uint64_t UdpSender::refused() const { return refused_; }
int UdpSender::last_errno() const { return last_errno_; }
int UdpSender::fd() const { return fd_; }

}  // namespace holdfast
