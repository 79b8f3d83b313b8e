// The kind that is not built in yet.
#include "net/receiver_kinds.h"

namespace holdfast {

Result<std::unique_ptr<PacketReceiver>> make_io_uring_receiver(const ReceiverOptions&) {
  return fail(ErrorCode::unsupported, "io_uring: not built in yet");
}

}  // namespace holdfast
