#include "net/sending_socket.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "host/errno_name.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

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

Error sending_refusal(const SenderOptions& options, std::string_view call) {
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
    case ENXIO: return "the interface has gone";
    case EBUSY: return "the driver dropped it, as it does while the link is down";
    default: return errno_name(static_cast<std::errc>(error));
  }
}

Result<SendingSocket> open_sending_socket(const SenderOptions& options) {
  const auto index = interface_index(options.interface);
  if (!index) return tl::unexpected(index.error());
  const auto address = socket_address(options.remote, *index);
  if (!address) return tl::unexpected(address.error());
  if (options.remote.port == 0) {
    return fail(ErrorCode::usage,
                fmt::format("sending to udp {}: 0 is no port to send to", to_text(options.remote)));
  }
  const int blocking = options.waits_for_room ? 0 : SOCK_NONBLOCK;
  Descriptor socket(::socket(address->family(), SOCK_DGRAM | SOCK_CLOEXEC | blocking, 0));
  if (!socket) return tl::unexpected(sending_refusal(options, "socket"));
  const int fd = socket.fd();
  set_send_buffer(fd, options.send_buffer_bytes);
  if (is_multicast(options.remote) && !set_multicast(fd, options, address->family(), *index)) {
    return tl::unexpected(sending_refusal(options, "the options of multicast"));
  }
  if (!bind_port(fd, address->family(), options.local_port)) {
    return tl::unexpected(sending_refusal(options, "bind"));
  }
  return SendingSocket{std::move(socket), *address};
}

}  // namespace holdfast
