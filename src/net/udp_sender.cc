#include "net/udp_sender.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace holdfast {

Result<UdpSender> UdpSender::make(const SenderOptions& options) {
  auto socket = open_sending_socket(options);
  if (!socket) return tl::unexpected(socket.error());
  const auto& remote = socket->remote;
  if (::connect(socket->descriptor.fd(), remote.get(), remote.size) != 0) {
    return tl::unexpected(sending_refusal(options, "connect"));
  }
  return UdpSender(socket->descriptor.release());
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
