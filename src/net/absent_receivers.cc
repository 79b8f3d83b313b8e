// The kinds that are not built in yet.
#include "net/receiver_kinds.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> make_io_uring_receiver(const ReceiverOptions&) {
  return fail(ErrorCode::unsupported, "io_uring: not built in yet");
}

Result<std::unique_ptr<PacketReceiver>> make_af_xdp_receiver(const ReceiverOptions&) {
  return fail(ErrorCode::unsupported, "af_xdp: not built in yet");
}

}  // namespace holdfast
