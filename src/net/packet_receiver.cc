#include "net/packet_receiver.h"

#include "net/receiver_kinds.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> make_receiver(const ReceiverOptions& options) {
  switch (options.method) {
    case ReceiveMethod::io_uring:
    case ReceiveMethod::spin_io_uring: return make_io_uring_receiver(options);
    case ReceiveMethod::af_xdp: return make_af_xdp_receiver(options);
    default: return make_socket_receiver(options);
  }
}

}  // namespace holdfast
