// A TCP client for tests: a socket of one's own on loopback, which never waits.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <cerrno>
#include <vector>

#include "net/loopback_test_fixture.h"
#include "net/socket_address.h"

namespace holdfast {

class TcpClientFixture {
 public:
  explicit TcpClientFixture(const Endpoint& server, int receive_buffer_bytes = 0) {
    const auto address = socket_address(server, 0);
    socket_ = Descriptor(::socket(address->family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (receive_buffer_bytes > 0) {
      ::setsockopt(socket_.fd(), SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof(int));
    }
    is_connected_ = ::connect(socket_.fd(), address->get(), address->size) == 0;
  }

  bool is_connected() const { return is_connected_; }
  int fd() const { return socket_.fd(); }

  /// False: the connection is gone.
  bool send(std::span<const std::uint8_t> bytes) {
    return ::send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  /// What there is now, at most 64 KiB.
  std::span<const std::uint8_t> receive() {
    bytes_.resize(1U << 16U);
    const auto got = ::recv(socket_.fd(), bytes_.data(), bytes_.size(), MSG_DONTWAIT);
    if (got == 0) is_ended_ = true;
    if (got < 0 && errno != EAGAIN) is_reset_ = true;
    bytes_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes_;
  }
  bool is_ended() const { return is_ended_; }  // in order, by the server
  bool is_reset() const { return is_reset_; }
  bool is_over() const { return is_ended_ || is_reset_; }

  void shut_down() { ::shutdown(socket_.fd(), SHUT_WR); }
  void close() { socket_ = Descriptor(); }
  void reset() {
    const linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
  }

 private:
  Descriptor socket_;
  bool is_connected_ = false, is_ended_ = false, is_reset_ = false;
  std::vector<std::uint8_t> bytes_;
};

/// Calls `turn` until it returns true; false: 20 s went by.
template <class Turn>
bool within_time(const Turn& turn) {
  const std::int64_t until_ns = wall_ns() + 20'000'000'000;
  while (!turn()) {
    if (wall_ns() > until_ns) return false;
  }
  return true;
}

}  // namespace holdfast
