#include "net/batch_receiver.h"

#include <cerrno>

#include "net/wall_clock.h"

namespace holdfast {

// The time limit is the socket's: recvmmsg's own is looked at only when a packet comes
// (recvmmsg(2), BUGS).
ReceiveOutcome BatchReceiver::receive(PacketBatch& batch, std::int64_t wait_ns) {
  batch.size = 0;
  const int flags = spins_ ? MSG_DONTWAIT : flags_to_wait(wait_ns) | MSG_WAITFORONE;
  const int got = ::recvmmsg(fd(), slots().messages(), kMostReceived, flags, nullptr);
  if (got <= 0) {
    const int error = got < 0 ? errno : EAGAIN;
    count_call(true);
    return outcome_of("recvmmsg", error);
  }
  const std::int64_t user_ns = wall_ns();
  count_call(false);
  for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
    add(i, slots().messages()[i].msg_len, user_ns, batch);
  }
  return ReceiveOutcome::packets;
}

}  // namespace holdfast
