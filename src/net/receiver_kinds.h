// The kinds of PacketReceiver, each in a file of its own. Inside of net: make_receiver chooses.
#pragma once

#include <memory>

#include "base/result.h"
#include "net/packet_receiver.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> make_socket_receiver(const ReceiverOptions& options);
Result<std::unique_ptr<PacketReceiver>> make_io_uring_receiver(const ReceiverOptions& options);
Result<std::unique_ptr<PacketReceiver>> make_af_xdp_receiver(const ReceiverOptions& options);

}  // namespace holdfast
