// The receivers of sockets by method.
#pragma once

#include "net/packet_receiver.h"
#include "net/udp_socket.h"

namespace holdfast {

/// blocking, epoll, busy_poll, spin, recvmmsg or spin_recvmmsg over a socket that is ready.
Result<std::unique_ptr<PacketReceiver>> receiver_of(ReceiveMethod method, UdpSocket socket);

}  // namespace holdfast
