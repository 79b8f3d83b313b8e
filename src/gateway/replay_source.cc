#include "gateway/replay_source.h"

#include "decode/detect_format.h"
#include "gateway/replay_capture.h"
#include "gateway/replay_messages.h"
#include "packet/pcap.h"

namespace holdfast {

MoldSession session_of_replay(const ReplayCommand& command) {
  return MoldSession::of(command.session.empty() ? "REPLAY" : command.session);
}

Result<std::unique_ptr<ReplaySource>> open_replay_source(const ReplayCommand& command,
                                                         ReplaySchedule& schedule) {
  const auto in_file = [&](const Error& error) {
    return fail(error.code,
                (command.file == "-" ? "standard input" : command.file) + ": " + error.sentence);
  };
  auto input = InputStream::open(command.file);
  if (!input) return tl::unexpected<Error>(input.error());
  if (const auto filled = input->fill_to(kPcapHeaderBytes); !filled) {
    return tl::unexpected<Error>(filled.error());
  }
  auto format = command.format;
  if (format == DecodeFormat::automatic) {
    const auto detected = detect_format(input->bytes());
    if (!detected) return in_file(detected.error());
    format = *detected;
  }
  if (format == DecodeFormat::capture) {
    return open_capture_replay(*std::move(input), command, schedule);
  }
  if (format == DecodeFormat::itch) {
    return in_file({ErrorCode::malformed,
                    "its messages have no lengths before them; only a BinaryFILE is replayed"});
  }
  if (command.destination) {
    return in_file({ErrorCode::usage, "--destination is for captures, and this is none"});
  }
  return open_message_replay(*std::move(input), command, schedule);
}

}  // namespace holdfast
