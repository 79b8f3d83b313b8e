#include "net/af_xdp_socket.h"

#include <linux/if_xdp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "host/descriptor.h"
#include "net/af_xdp_refusal.h"

#ifndef SO_PREFER_BUSY_POLL  // Linux 5.11
#define SO_PREFER_BUSY_POLL 69
#define SO_BUSY_POLL_BUDGET 70
#endif

namespace holdfast {
namespace {

constexpr int kTries = 100;
constexpr useconds_t kBetweenTriesUs = 10'000;

}  // namespace

AfXdpSocket::~AfXdpSocket() {
  if (socket_ != nullptr) xsk_socket__delete(socket_);  // before its memory
}

// The memory is made anew each time: the library gives its rings to a socket that fails, and they
// are lost with it.
Result<std::unique_ptr<AfXdpSocket>> AfXdpSocket::bind_once(const ReceiverOptions& options,
                                                            std::errc& error) {
  error = std::errc();
  auto memory = AfXdpMemory::make(options);
  if (!memory) return tl::unexpected(memory.error());
  std::unique_ptr<AfXdpSocket> result(new AfXdpSocket());
  result->memory_ = *std::move(memory);
  xsk_socket_config config{};
  config.rx_size = options.xdp.rx_ring;
  config.tx_size = 2;
  config.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD;
  config.bind_flags = options.xdp.mode == XdpMode::zero_copy ? XDP_ZEROCOPY : XDP_COPY;
  if (options.xdp.need_wakeup) config.bind_flags |= XDP_USE_NEED_WAKEUP;
  const int refused =
      xsk_socket__create(&result->socket_, options.interface.c_str(), options.xdp.queue,
                         result->memory_->umem(), &result->receive_ring_, nullptr, &config);
  if (refused == 0) return result;
  result->socket_ = nullptr;
  error = static_cast<std::errc>(-refused);
  return xdp_refusal(XdpStep::bind, error, options);
}

Result<std::unique_ptr<AfXdpSocket>> AfXdpSocket::make(const ReceiverOptions& options) {
  std::errc error{};
  auto socket = bind_once(options, error);
  for (int i = 0; i < kTries && error == std::errc::device_or_resource_busy; ++i) {
    ::usleep(kBetweenTriesUs);
    socket = bind_once(options, error);
  }
  return socket;
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
