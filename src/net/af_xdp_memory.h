// AfXdpMemory: the frames that an AF_XDP socket receives into or sends from (its UMEM), and the
// rings by which the kernel gets empty ones to receive into and gives back those that it sent.
//
// A frame is empty (in our list), the kernel's (in the fill ring, with a packet in the receive or
// the send ring, on its way out), or lent (with a packet that somebody reads or writes). One
// thread.
#pragma once

#include <xdp/xsk.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/packet_receiver.h"

namespace holdfast {

class AfXdpMemory {
 public:
  /// Refused by one sentence: not permitted, the memory lock limit, a kernel without AF_XDP.
  static Result<std::unique_ptr<AfXdpMemory>> make(const std::string& interface,
                                                   const XdpOptions& options);
  AfXdpMemory(const AfXdpMemory&) = delete;
  AfXdpMemory& operator=(const AfXdpMemory&) = delete;
  ~AfXdpMemory();

  /// As many empty frames to the kernel as its ring takes.
  void fill();
  /// An empty frame to send from; none while all are the kernel's.
  std::optional<std::uint64_t> take();
  /// The frames that the kernel has sent are empty again.
  void take_back();
  /// The frame that `address` (of a receive descriptor) is in is empty again.
  void give_back(std::uint64_t address) { empty_.push_back(address & frame_mask_); }
  std::uint8_t* at(std::uint64_t address) const { return begin_ + address; }
  /// Does a frame begin at most that far before `address`, and hold `bytes` from there on?
  bool holds(std::uint64_t address, std::uint32_t bytes) const;
  std::uint64_t offset_in_frame(std::uint64_t address) const { return address & ~frame_mask_; }
  /// Does the kernel wait for a system call before it looks at the ring again?
  bool needs_wakeup() const { return xsk_ring_prod__needs_wakeup(&fill_ring_) != 0; }

  xsk_umem* umem() const { return umem_; }

 private:
  explicit AfXdpMemory(const XdpOptions& options);

  std::uint8_t* begin_ = nullptr;
  std::uint64_t size_ = 0, frame_mask_ = 0;
  std::vector<std::uint64_t> empty_;  // never longer than the number of frames: no allocation
  xsk_umem* umem_ = nullptr;
  xsk_ring_prod fill_ring_{};        // the library keeps its address
  xsk_ring_cons completion_ring_{};  // a socket cannot be bound without, even if it never sends
};

}  // namespace holdfast
