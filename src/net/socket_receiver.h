// SocketReceiver: what the receivers have in common that read a UDP socket by recvmsg(2) and the
// like.
#pragma once

#include "net/drop_count.h"
#include "net/packet_receiver.h"
#include "net/receive_slots.h"
#include "net/udp_socket.h"

namespace holdfast {

class SocketReceiver : public PacketReceiver {
 public:
  std::string_view name() const override { return to_text(method_); }
  ReceiverCounts counts() const override;
  const std::vector<std::string>& notes() const override { return socket_.notes; }
  const Error& error() const override { return error_; }

 protected:
  SocketReceiver(ReceiveMethod method, UdpSocket socket, std::size_t slots);

  int fd() const { return socket_.descriptor.fd(); }
  ReceiveSlots& slots() { return slots_; }
  /// The flags for one call: MSG_DONTWAIT when there is nothing to wait for; else the socket waits
  /// `wait_ns`, rounded up to the kernel's tick (SO_RCVTIMEO).
  int flags_to_wait(std::int64_t wait_ns);
  /// A system call was made; it gave nothing when `is_empty`.
  void count_call(bool is_empty);
  /// Adds slot's packet of `size` bytes to the batch, and readies the slot.
  void add(std::size_t slot, std::size_t size, std::int64_t user_ns, PacketBatch& batch);
  /// After a call that failed: nothing for EAGAIN, and for a signal, so that the caller can look at
  /// what it is about; else failed.
  ReceiveOutcome outcome_of(std::string_view call, int error);

 private:
  ReceiveMethod method_;
  UdpSocket socket_;
  ReceiveSlots slots_;
  std::int64_t timeout_ns_ = 0;  // of SO_RCVTIMEO as set; 0: none
  ReceiverCounts counts_;
  DropCount drops_;
  Error error_;
};

}  // namespace holdfast
