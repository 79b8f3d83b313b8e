#include "net/socket_methods.h"

#include "net/batch_receiver.h"
#include "net/epoll_receiver.h"
#include "net/receiver_kinds.h"
#include "net/single_receiver.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> receiver_of(ReceiveMethod method, UdpSocket socket) {
  switch (method) {
    case ReceiveMethod::epoll: return EpollReceiver::make(std::move(socket));
    case ReceiveMethod::recvmmsg:
    case ReceiveMethod::spin_recvmmsg:
      return std::make_unique<BatchReceiver>(method, std::move(socket));
    default: return std::make_unique<SingleReceiver>(method, std::move(socket));
  }
}

Result<std::unique_ptr<PacketReceiver>> make_socket_receiver(const ReceiverOptions& options) {
  auto socket = open_udp_socket(options);
  if (!socket) return tl::unexpected(socket.error());
  return receiver_of(options.method, *std::move(socket));
}

}  // namespace holdfast
