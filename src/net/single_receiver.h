// SingleReceiver: one recvmsg(2), one packet. For blocking, busy_poll and spin.
#pragma once

#include "net/socket_receiver.h"

namespace holdfast {

class SingleReceiver : public SocketReceiver {
 public:
  SingleReceiver(ReceiveMethod method, UdpSocket socket)
      : SocketReceiver(method, std::move(socket), 1), spins_(method == ReceiveMethod::spin) {}
  ReceiveOutcome receive(PacketBatch& batch, std::int64_t wait_ns) override;

 private:
  bool spins_;
};

}  // namespace holdfast
