#include "net/af_xdp_socket.h"

#include <linux/if_xdp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "host/descriptor.h"

#ifndef SO_PREFER_BUSY_POLL  // Linux 5.11
#define SO_PREFER_BUSY_POLL 69
#define SO_BUSY_POLL_BUDGET 70
#endif

namespace holdfast {

Result<std::unique_ptr<AfXdpSocket>> AfXdpSocket::make(const ReceiverOptions& options) {
  std::unique_ptr<AfXdpSocket> result(new AfXdpSocket());
  auto binding = bind_xdp_socket(options.interface, options.xdp, &result->receive_ring_, nullptr);
  if (!binding) return tl::unexpected(binding.error());
  result->binding_ = *std::move(binding);
  return result;
}

void AfXdpSocket::wake() const {
  (void)::recvfrom(fd(), nullptr, 0, MSG_DONTWAIT, nullptr, nullptr);
}

void AfXdpSocket::wait(std::int64_t wait_ns) const {
  wait_ns = std::max<std::int64_t>(wait_ns, 0);
  pollfd one{.fd = fd(), .events = POLLIN, .revents = 0};
  const timespec time{.tv_sec = wait_ns / 1'000'000'000, .tv_nsec = wait_ns % 1'000'000'000};
  (void)::ppoll(&one, 1, &time, nullptr);
}

std::optional<std::errc> AfXdpSocket::fault() const {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return last_error();
  if (error == 0) return std::nullopt;
  return static_cast<std::errc>(error);
}

xdp_statistics AfXdpSocket::statistics() const {
  xdp_statistics statistics{};
  socklen_t size = sizeof statistics;
  (void)::getsockopt(fd(), SOL_XDP, XDP_STATISTICS, &statistics, &size);
  return statistics;
}

std::errc AfXdpSocket::prefer_busy_poll(std::uint32_t busy_poll_us, std::uint32_t budget) const {
  const auto set = [&](int option, std::uint32_t value) {
    return ::setsockopt(fd(), SOL_SOCKET, option, &value, sizeof value) == 0;
  };
  if (set(SO_PREFER_BUSY_POLL, 1) && set(SO_BUSY_POLL, busy_poll_us) &&
      set(SO_BUSY_POLL_BUDGET, budget)) {
    return {};
  }
  return last_error();
}

}  // namespace holdfast
