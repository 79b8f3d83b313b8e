// ReceiveSlots: the memory of a receiver's packets, and the message headers by which recvmsg(2) and
// recvmmsg(2) fill it.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <memory>

#include "net/packet_receiver.h"
#include "net/udp_socket.h"

namespace holdfast {

class ReceiveSlots {
 public:
  /// All that is ever allocated; every slot is ready to be received into.
  explicit ReceiveSlots(std::size_t count);
  std::size_t count() const { return count_; }
  /// `count()` in a row.
  mmsghdr* messages() { return messages_.get(); }
  msghdr* message(std::size_t slot) { return &messages_[slot].msg_hdr; }
  /// What the kernel wrote to slot's header, where the call said how many bytes came.
  std::span<const std::uint8_t> payload(std::size_t slot, std::size_t size) const {
    return {slots_[slot].payload.data(), size};
  }
  std::span<const std::uint8_t> control(std::size_t slot) const {
    return {slots_[slot].control.data(), messages_[slot].msg_hdr.msg_controllen};
  }
  bool is_truncated(std::size_t slot) const {
    return (messages_[slot].msg_hdr.msg_flags & MSG_TRUNC) != 0;
  }
  /// Ready to be received into once more; what it held stays until then.
  void prepare(std::size_t slot) { messages_[slot].msg_hdr.msg_controllen = kControlBytes; }

 private:
  struct Slot {
    alignas(64) std::array<std::uint8_t, kReceivedBytes> payload;
    alignas(cmsghdr) std::array<std::uint8_t, kControlBytes> control;
  };
  std::size_t count_;
  std::unique_ptr<Slot[]> slots_;
  std::unique_ptr<iovec[]> parts_;
  std::unique_ptr<mmsghdr[]> messages_;
};

}  // namespace holdfast
