// BatchReceiver: recvmmsg(2), as many packets as there are, up to a batch. For recvmmsg and
// spin_recvmmsg. All packets of a batch have one user_ns.
#pragma once

#include "net/socket_receiver.h"

namespace holdfast {

class BatchReceiver : public SocketReceiver {
 public:
  BatchReceiver(ReceiveMethod method, UdpSocket socket)
      : SocketReceiver(method, std::move(socket), kMostReceived),
        spins_(method == ReceiveMethod::spin_recvmmsg) {}
  ReceiveOutcome receive(PacketBatch& batch, std::int64_t wait_ns) override;

 private:
  bool spins_;
};

}  // namespace holdfast
