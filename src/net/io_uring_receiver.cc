// IoUringReceiver: a UDP socket that is read by one io_uring request. user_ns is one reading of the
// clock for all completions that were there.
#include <algorithm>

#include "net/control_message.h"
#include "net/drop_count.h"
#include "net/multishot_receive.h"
#include "net/receiver_kinds.h"
#include "net/udp_socket.h"
#include "net/wall_clock.h"

namespace holdfast {
namespace {

class IoUringReceiver final : public PacketReceiver {
 public:
  IoUringReceiver(UdpSocket socket, std::unique_ptr<MultishotReceive> request, bool spins)
      : socket_(std::move(socket)), request_(std::move(request)), spins_(spins) {}

  std::string_view name() const override {
    return to_text(spins_ ? ReceiveMethod::spin_io_uring : ReceiveMethod::io_uring);
  }
  const std::vector<std::string>& notes() const override { return socket_.notes; }
  const Error& error() const override { return error_; }

  ReceiveOutcome receive(PacketBatch& batch, std::int64_t wait_ns) override {
    batch.size = 0;
    if (has_failed_) return ReceiveOutcome::failed;
    if (const int error = request_->start(); error != 0) return fail_with(error);
    ++counts_.calls;
    if (spins_) {
      request_->look();
    } else {
      request_->wait(wait_ns);
    }
    const std::int64_t now_ns = wall_ns();
    MultishotReceive::Datagram datagram;
    while (request_->take(datagram)) {
      if (datagram.error != 0) return fail_with(datagram.error);
      add(datagram, now_ns, batch);
    }
    if (batch.size != 0) return ReceiveOutcome::packets;
    ++counts_.empty_calls;
    return ReceiveOutcome::nothing;
  }

  // A packet carries the drops before it; the socket also knows of those since.
  ReceiverCounts counts() const override {
    ReceiverCounts counts = counts_;
    DropCount drops = drops_;
    if (const auto now = drops_of(socket_.descriptor.fd())) drops.saw(*now);
    counts.socket_drops = drops.total();
    counts.rearms = request_->rearms();
    return counts;
  }

 private:
  void add(const MultishotReceive::Datagram& datagram, std::int64_t now_ns, PacketBatch& batch) {
    const auto messages = parse_control_messages(datagram.control);
    if (messages.drops) drops_.saw(*messages.drops);
    counts_.truncated += datagram.is_truncated ? 1 : 0;
    const auto kept = std::min(datagram.payload.size(), kReceivedBytes);
    batch.packets[batch.size++] = {.payload = datagram.payload.first(kept),
                                   .user_ns = now_ns,
                                   .kernel_ns = messages.kernel_ns,
                                   .device_ns = messages.device_ns,
                                   .is_truncated = datagram.is_truncated};
  }
  ReceiveOutcome fail_with(int error) {
    has_failed_ = true;
    error_ = receive_error(socket_.local, "io_uring recvmsg", error);
    return ReceiveOutcome::failed;
  }

  UdpSocket socket_;
  std::unique_ptr<MultishotReceive> request_;  // ends before its socket
  bool spins_, has_failed_ = false;
  ReceiverCounts counts_;
  DropCount drops_;
  Error error_;
};

}  // namespace

Result<std::unique_ptr<PacketReceiver>> make_io_uring_receiver(const ReceiverOptions& options) {
  auto socket = open_udp_socket(options);
  if (!socket) return tl::unexpected(socket.error());
  auto request = MultishotReceive::make(socket->descriptor.fd());
  if (!request) return tl::unexpected(request.error());
  return std::make_unique<IoUringReceiver>(*std::move(socket), *std::move(request),
                                           options.method == ReceiveMethod::spin_io_uring);
}

}  // namespace holdfast
