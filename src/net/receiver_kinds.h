// The kinds of receivers among which make_receiver chooses by method. Errors as make_receiver's.
#pragma once

#include "net/packet_receiver.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> make_socket_receiver(const ReceiverOptions& options);
Result<std::unique_ptr<PacketReceiver>> make_io_uring_receiver(const ReceiverOptions& options);
Result<std::unique_ptr<PacketReceiver>> make_af_xdp_receiver(const ReceiverOptions& options);

}  // namespace holdfast
