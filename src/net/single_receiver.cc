#include "net/single_receiver.h"

#include <cerrno>

#include "net/wall_clock.h"

namespace holdfast {

ReceiveOutcome SingleReceiver::receive(PacketBatch& batch, std::int64_t wait_ns) {
  batch.size = 0;
  const int flags = spins_ ? MSG_DONTWAIT : flags_to_wait(wait_ns);
  const ssize_t got = ::recvmsg(fd(), slots().message(0), flags);
  if (got < 0) {
    const int error = errno;
    count_call(true);
    return outcome_of("recvmsg", error);
  }
  const std::int64_t user_ns = wall_ns();
  count_call(false);
  add(0, static_cast<std::size_t>(got), user_ns, batch);
  return ReceiveOutcome::packets;
}

}  // namespace holdfast
