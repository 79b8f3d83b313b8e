#include "net/tcp_listener.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

#include "host/errno_name.h"
#include "net/bound_socket.h"
#include "net/udp_socket_options.h"

namespace holdfast {

Result<TcpListener> TcpListener::open(const TcpListenerOptions& options) {
  TcpListener listener;
  listener.local_ = options.local;
  auto socket = bound_socket(listener.local_, Transport::tcp);
  if (!socket) return tl::unexpected(socket.error());
  const int fd = socket->fd();
  // Connections inherit both (tcp(7)).
  static_cast<void>(set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1));
  if (options.send_buffer_bytes > 0) {
    static_cast<void>(
        set_option(fd, SOL_SOCKET, SO_SNDBUF, static_cast<int>(options.send_buffer_bytes)));
  }
  if (::listen(fd, options.backlog) != 0) {
    return fail(ErrorCode::failed, fmt::format("tcp {}: listen: {}", to_text(listener.local_),
                                               errno_name(last_error())));
  }
  listener.descriptor_ = *std::move(socket);
  return listener;
}

Descriptor TcpListener::accept(PeerAddress& peer) const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  Descriptor connection(
      ::accept4(fd(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (connection) peer = peer_address(address);
  return connection;
}

}  // namespace holdfast
