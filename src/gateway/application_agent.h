// ApplicationAgent: looks at each message, finds the streams of its stock, numbers it there and
// publishes it once, in the ring of the stream.
#pragma once

#include <vector>

#include "fanout/message_check.h"
#include "gateway/serve_threads.h"

namespace holdfast {

class ApplicationAgent {
 public:
  explicit ApplicationAgent(ServeShared& shared);

  TurnOutcome do_work(Instant now);

 private:
  void take(const SourceMessage& message, std::uint64_t number);
  void publish(std::uint16_t stream, const SourceMessage& message);
  void tell(MessageFault fault, const SourceMessage& message, std::uint64_t number);
  TurnOutcome end();

  ServeShared& shared_;
  BlockConsumer<GatewaySlot> messages_;
  std::vector<GatewayPublisher> publishers_;  // of each event ring
  std::vector<std::uint64_t> next_sequence_;  // of each stream
  ThreadIdle idle_;                           // while a ring has no room
  MessageCheck check_;
  NoteWriter notes_;
  bool was_told_[kMessageFaults] = {};
};

}  // namespace holdfast
