// UdpSender: sends UDP packets at a pace kept by the clock.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "net/sending_socket.h"

namespace holdfast {

/// One thread.
class UdpSender {
 public:
  /// Refused with one sentence (no route, no such interface, not permitted).
  static Result<UdpSender> make(const SenderOptions& options);
  UdpSender(UdpSender&&) noexcept;
  UdpSender& operator=(UdpSender&&) noexcept;
  ~UdpSender();

  /// False when the kernel took it not (ENOBUFS, EAGAIN): counted in refused(). Other errors, such
  /// as a receiver's ICMP answer, are counted there as well.
  bool send(std::span<const std::uint8_t> payload);
  std::uint64_t refused() const;
  int last_errno() const;
  int fd() const;

 private:
  explicit UdpSender(int fd);
  int fd_ = -1;
  std::uint64_t refused_ = 0;
  int last_errno_ = 0;
};

}  // namespace holdfast
