#include "net/bound_socket.h"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "host/errno_name.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

std::string_view name_of(Transport transport) {
  return transport == Transport::tcp ? "tcp" : "udp";
}

}  // namespace

Result<Descriptor> bound_socket(Endpoint& local, Transport transport) {
  const auto address = socket_address(local, 0);
  if (!address) return tl::unexpected(address.error());
  const int type = transport == Transport::tcp ? SOCK_STREAM : SOCK_DGRAM;
  Descriptor socket(::socket(address->family(), type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return tl::unexpected(no_socket(address->family(), transport));
  if (transport == Transport::tcp) {
    static_cast<void>(set_option(socket.fd(), SOL_SOCKET, SO_REUSEADDR, 1));
  }
  if (auto error = bind_socket(socket.fd(), *address, local, transport)) {
    return tl::unexpected(*std::move(error));
  }
  return socket;
}

std::optional<Error> bind_socket(int fd, const SocketAddress& address, Endpoint& local,
                                 Transport transport) {
  if (::bind(fd, address.get(), address.size) != 0) return bind_refusal(local, transport);
  SocketAddress bound;
  bound.size = sizeof bound.storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound.storage), &bound.size) != 0) {
    return std::nullopt;
  }
  // The port stands at the same place in both families.
  sockaddr_in as_ipv4{};
  std::memcpy(&as_ipv4, &bound.storage, sizeof as_ipv4);
  local.port = ntohs(as_ipv4.sin_port);
  return std::nullopt;
}

Error bind_refusal(const Endpoint& local, Transport transport) {
  const auto error = last_error();
  const auto protocol = name_of(transport);
  const auto what = fmt::format("{} {}", protocol, to_text(local));
  if (error == std::errc::address_in_use) {
    return {ErrorCode::failed,
            fmt::format("{}: another socket has this port (ss -{}lnp 'sport = :{}' shows whose); "
                        "end it, or take another port",
                        what, protocol[0], local.port)};
  }
  if (error == std::errc::address_not_available) {
    return {ErrorCode::absent,
            fmt::format("{}: no interface here has this address (ip -br address shows those there "
                        "are)",
                        what)};
  }
  if (error == std::errc::permission_denied) {
    return {ErrorCode::denied, fmt::format("{}: a port so low takes CAP_NET_BIND_SERVICE", what)};
  }
  return {ErrorCode::failed, fmt::format("{}: bind: {}", what, errno_name(error))};
}

Error no_socket(int family, Transport transport) {
  const auto error = last_error();
  if (error == std::errc::address_family_not_supported) {
    return {ErrorCode::unsupported,
            fmt::format("this kernel has no IPv{}", family == AF_INET ? 4 : 6)};
  }
  return {ErrorCode::failed,
          fmt::format("no {} socket: {}", transport == Transport::tcp ? "TCP" : "UDP",
                      errno_name(error))};
}

PeerAddress peer_address(const sockaddr_storage& address) {
  PeerAddress peer;
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 is{};
    std::memcpy(&is, &address, sizeof is);
    std::memcpy(peer.bytes.data(), &is.sin6_addr, peer.bytes.size());
  } else if (address.ss_family == AF_INET) {
    sockaddr_in is{};
    std::memcpy(&is, &address, sizeof is);
    std::fill_n(peer.bytes.begin() + 10, 2, std::uint8_t{0xff});
    std::memcpy(peer.bytes.data() + 12, &is.sin_addr, 4);
  }
  return peer;
}

}  // namespace holdfast
