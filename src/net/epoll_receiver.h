// EpollReceiver: epoll_wait(2), then recvmsg(2) until there is no packet, or a batch is full.
#pragma once

#include "net/socket_receiver.h"

namespace holdfast {

class EpollReceiver : public SocketReceiver {
 public:
  static Result<std::unique_ptr<PacketReceiver>> make(UdpSocket socket);
  EpollReceiver(UdpSocket socket, Descriptor epoll)
      : SocketReceiver(ReceiveMethod::epoll, std::move(socket), kMostReceived),
        epoll_(std::move(epoll)) {}
  ReceiveOutcome receive(PacketBatch& batch, std::int64_t wait_ns) override;

 private:
  /// 1: there is a packet; 0: the time is over; -1: see errno.
  int wait(std::int64_t wait_ns);

  Descriptor epoll_;
  bool has_wait_ns_ = true;  // epoll_pwait2, since Linux 5.11
  bool has_failed_ = false;  // behind the packets of the last batch
};

}  // namespace holdfast
