// QueueRing: the heads of what an interface receives on one queue, in a ring shared with the
// kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "host/descriptor.h"

namespace holdfast {

/// What is taken of each frame: ethernet, two tags, IPv4 with all options or IPv6, and the ports.
inline constexpr std::uint32_t kFrameHeadBytes = 128;

struct RingCounts {
  std::uint64_t taken = 0;   // by the kernel for us
  std::uint64_t missed = 0;  // of what came, had no room in the ring
};

/// A packet socket with a ring of TPACKET_V3 (Documentation/networking/packet_mmap.rst). Its filter
/// lets through only what came in on the queue: the kernel keeps a received packet's queue plus one
/// in its queue_mapping, 0 where the driver records none (skb_record_rx_queue,
/// include/linux/skbuff.h).
class QueueRing {
 public:
  using Take = std::function<void(std::span<const std::uint8_t>)>;

  /// `queue` nullopt: packets for which the driver recorded none. `bytes`: of the ring. denied
  /// without CAP_NET_RAW.
  static Result<QueueRing> open(const std::string& interface, std::uint32_t interface_index,
                                std::optional<QueueIndex> queue, std::size_t bytes);
  QueueRing(QueueRing&& other) noexcept;
  QueueRing& operator=(QueueRing&& other) noexcept;
  ~QueueRing();

  /// Gives every frame of the blocks that the kernel has finished; at most one turn of the ring.
  void read(const Take& take);
  int fd() const { return socket_.fd(); }
  /// 0, or the errno that the kernel has for the socket: ENETDOWN when the interface went down.
  int error() const;
  /// Since it was opened.
  RingCounts counts();

 private:
  QueueRing(Descriptor socket, std::size_t blocks) : socket_(std::move(socket)), blocks_(blocks) {}

  Descriptor socket_;
  std::uint8_t* memory_ = nullptr;
  std::size_t blocks_ = 0, next_ = 0;
  RingCounts counts_;
};

}  // namespace holdfast
