// The messages of a BinaryFILE as MoldUDP64's packets: one session, sequence numbers from 1.
#pragma once

#include "gateway/input_stream.h"
#include "gateway/replay_source.h"

namespace holdfast {

/// `input`: the file's first bytes may be there already. Messages whose times are within 10 µs, as
/// they are sent, go together as far as they fit; a packet is due with its last one. In later
/// rounds the sequence goes on.
std::unique_ptr<ReplaySource> open_message_replay(InputStream input, const ReplayCommand& command,
                                                  ReplaySchedule& schedule);

}  // namespace holdfast
