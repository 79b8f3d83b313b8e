// AfXdpSocket: an AF_XDP socket that receives from one queue, and its memory. One thread.
#pragma once

#include <xdp/xsk.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>

#include "base/result.h"
#include "net/af_xdp_binding.h"
#include "net/packet_receiver.h"

namespace holdfast {

class AfXdpSocket {
 public:
  /// Errors and patience of bind_xdp_socket().
  static Result<std::unique_ptr<AfXdpSocket>> make(const ReceiverOptions& options);
  AfXdpSocket(const AfXdpSocket&) = delete;
  AfXdpSocket& operator=(const AfXdpSocket&) = delete;

  int fd() const { return xsk_socket__fd(binding_.socket.get()); }
  AfXdpMemory& memory() { return *binding_.memory; }

  /// How many packets are there, up to `most`; `first` is for descriptor().
  std::uint32_t peek(std::uint32_t most, std::uint32_t& first) {
    return xsk_ring_cons__peek(&receive_ring_, most, &first);
  }
  const xdp_desc& descriptor(std::uint32_t index) const {
    return *xsk_ring_cons__rx_desc(&receive_ring_, index);
  }
  /// The descriptors are the kernel's again; the packets stay until their frames are given back.
  void release(std::uint32_t count) { xsk_ring_cons__release(&receive_ring_, count); }

  /// Has the driver look at its queue and the fill ring: a system call.
  void wake() const;
  /// Until a packet is there, the socket has a fault, or the time is over.
  void wait(std::int64_t wait_ns) const;
  /// Told once: the interface was deleted or went to another network namespace. Since the kernel
  /// tells it by no poll event, it takes a system call.
  std::optional<std::errc> fault() const;

  xdp_statistics statistics() const;
  /// Asks the kernel to poll the queue in our system calls rather than by interrupts; needs
  /// napi_defer_hard_irqs and gro_flush_timeout of the interface to be of use. 0, or an errno.
  std::errc prefer_busy_poll(std::uint32_t busy_poll_us, std::uint32_t budget) const;

 private:
  AfXdpSocket() = default;
  xsk_ring_cons receive_ring_{};  // the library keeps its address
  XdpBinding binding_;
};

}  // namespace holdfast
