#include "net/tcp_dialer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "host/errno_name.h"
#include "net/socket_address.h"
#include "net/udp_socket_options.h"

namespace holdfast {

bool TcpDialer::dial() {
  close();
  const auto address = socket_address(remote_, 0);
  if (!address) {
    why_ = address.error().sentence;
    return false;
  }
  descriptor_ =
      Descriptor(::socket(address->family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!descriptor_) return give_up(errno);
  static_cast<void>(set_option(fd(), IPPROTO_TCP, TCP_NODELAY, 1));
  if (::connect(fd(), address->get(), address->size) == 0) {
    stage_ = Stage::connected;
  } else if (errno == EINPROGRESS || errno == EINTR) {
    stage_ = Stage::connecting;
  } else {
    return give_up(errno);
  }
  return true;
}

TcpDialer::Stage TcpDialer::review() {
  if (stage_ != Stage::connecting) return stage_;
  pollfd waiting{fd(), POLLOUT, 0};
  if (::poll(&waiting, 1, 0) != 1) return stage_;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) {
    give_up(error);
  } else {
    stage_ = Stage::connected;
  }
  return stage_;
}

void TcpDialer::close() {
  descriptor_.reset();
  stage_ = Stage::closed;
}

std::optional<std::size_t> TcpDialer::receive(std::span<std::uint8_t> room) {
  const auto got = ::recv(fd(), room.data(), room.size(), MSG_DONTWAIT);
  if (got > 0) return static_cast<std::size_t>(got);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  give_up(got == 0 ? 0 : errno);
  return std::nullopt;
}

std::optional<std::size_t> TcpDialer::send(std::span<const std::uint8_t> bytes) {
  const auto sent = ::send(fd(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (errno == EAGAIN || errno == EINTR) return 0;
  give_up(errno);
  return std::nullopt;
}

bool TcpDialer::give_up(int error) {
  close();
  why_ = error == 0 ? "the server closed it" : errno_name(static_cast<std::errc>(error));
  return false;
}

}  // namespace holdfast
