#include "net/socket_receiver.h"

#include <sys/time.h>

#include <cerrno>
#include <utility>

#include "net/control_message.h"

namespace holdfast {

SocketReceiver::SocketReceiver(ReceiveMethod method, UdpSocket socket, std::size_t slots)
    : method_(method), socket_(std::move(socket)), slots_(slots) {}

// A packet carries the count of the moment when it was queued; the socket also knows of the drops
// since.
ReceiverCounts SocketReceiver::counts() const {
  ReceiverCounts counts = counts_;
  DropCount drops = drops_;
  if (const auto now = drops_of(fd())) drops.saw(*now);
  counts.socket_drops = drops.total();
  return counts;
}

int SocketReceiver::flags_to_wait(std::int64_t wait_ns) {
  if (wait_ns <= 0) return MSG_DONTWAIT;  // as SO_RCVTIMEO, 0 would be for ever
  if (wait_ns == timeout_ns_) return 0;
  const std::int64_t wait_us = wait_ns / 1000 + (wait_ns % 1000 != 0 ? 1 : 0);
  timeval timeout{};
  timeout.tv_sec = wait_us / 1'000'000;
  timeout.tv_usec = wait_us % 1'000'000;
  static_cast<void>(::setsockopt(fd(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout));
  timeout_ns_ = wait_ns;
  return 0;
}

void SocketReceiver::count_call(bool is_empty) {
  ++counts_.calls;
  counts_.empty_calls += is_empty ? 1 : 0;
}

void SocketReceiver::add(std::size_t slot, std::size_t size, std::int64_t user_ns,
                         PacketBatch& batch) {
  const auto messages = parse_control_messages(slots_.control(slot));
  if (messages.drops) drops_.saw(*messages.drops);
  const bool is_truncated = slots_.is_truncated(slot);
  counts_.truncated += is_truncated ? 1 : 0;
  batch.packets[batch.size++] = {.payload = slots_.payload(slot, size),
                                 .user_ns = user_ns,
                                 .kernel_ns = messages.kernel_ns,
                                 .device_ns = messages.device_ns,
                                 .is_truncated = is_truncated};
  slots_.prepare(slot);
}

ReceiveOutcome SocketReceiver::outcome_of(std::string_view call, int error) {
  if (error == EAGAIN || error == EINTR) return ReceiveOutcome::nothing;
  error_ = receive_error(socket_.local, call, error);
  return ReceiveOutcome::failed;
}

}  // namespace holdfast
