#include "net/udp_socket.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "host/errno_name.h"
#include "model/address.h"
#include "net/bound_socket.h"
#include "net/udp_socket_options.h"

namespace holdfast {
namespace {

/// Only of the group and the interface named, whatever other sockets of this host have joined.
std::optional<Error> join(const UdpSocket& socket, const SocketAddress& group,
                          const std::string& interface, std::uint32_t index) {
  const int fd = socket.descriptor.fd();
  const bool is_ipv4 = group.family() == AF_INET;
  const int level = is_ipv4 ? IPPROTO_IP : IPPROTO_IPV6;
  static_cast<void>(set_option(fd, level, is_ipv4 ? IP_MULTICAST_ALL : IPV6_MULTICAST_ALL, 0));
  group_req request{};
  request.gr_interface = index;
  std::memcpy(&request.gr_group, &group.storage, sizeof group.storage);
  if (::setsockopt(fd, level, MCAST_JOIN_GROUP, &request, sizeof request) == 0) return std::nullopt;
  const auto error = last_error();
  const auto name = address_text(socket.local.address);
  if (error == std::errc::no_such_device && index == 0) {
    return Error{ErrorCode::absent,
                 fmt::format("multicast group {}: no route says on which interface to join it; "
                             "name the interface",
                             name)};
  }
  if (error == std::errc::no_such_device) {
    return Error{ErrorCode::absent,
                 fmt::format("multicast group {}: {} has no {} address to join it with", name,
                             interface, is_ipv4 ? "IPv4" : "IPv6")};
  }
  return Error{ErrorCode::failed,
               fmt::format("multicast group {}: joining it: {}", name, errno_name(error))};
}

}  // namespace

Result<UdpSocket> open_udp_socket(const ReceiverOptions& options) {
  const auto index = interface_index(options.interface);
  if (!index) return tl::unexpected(index.error());
  const auto address = socket_address(options.local, *index);
  if (!address) return tl::unexpected(address.error());
  UdpSocket socket;
  socket.local = options.local;
  socket.descriptor = Descriptor(::socket(address->family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.descriptor) return tl::unexpected(no_socket(address->family(), Transport::udp));
  const int fd = socket.descriptor.fd();
  if (auto note = set_receive_buffer(fd, options.receive_buffer_bytes)) {
    socket.notes.push_back(*std::move(note));
  }
  set_stamps(fd, options, socket.notes);
  if (options.method == ReceiveMethod::busy_poll) {
    if (auto error = set_busy_poll(fd, options, socket.notes)) return tl::unexpected(*error);
  }
  const bool joins = is_multicast(options.local);
  if (joins) static_cast<void>(set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1));
  if (auto error = bind_socket(fd, *address, socket.local, Transport::udp)) {
    return tl::unexpected(*error);
  }
  if (joins) {
    if (auto error = join(socket, *address, options.interface, *index)) {
      return tl::unexpected(*error);
    }
  }
  return socket;
}

std::optional<std::uint32_t> drops_of(int socket) {
  // <linux/sock_diag.h>: SK_MEMINFO_DROPS is the ninth; kernels before 4.12 do not tell.
  constexpr std::size_t kDrops = 8;
  constexpr int kMemoryInfo = 55;  // SO_MEMINFO
  std::array<std::uint32_t, kDrops + 1> numbers{};
  socklen_t size = sizeof numbers;
  if (::getsockopt(socket, SOL_SOCKET, kMemoryInfo, numbers.data(), &size) != 0) {
    return std::nullopt;
  }
  if (size < sizeof numbers) return std::nullopt;
  return numbers[kDrops];
}

Error receive_error(const Endpoint& local, std::string_view call, int error) {
  return {ErrorCode::failed, fmt::format("udp {}: {}: {}", to_text(local), call,
                                         errno_name(static_cast<std::errc>(error)))};
}

}  // namespace holdfast
