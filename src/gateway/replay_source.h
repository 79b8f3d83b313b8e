// ReplaySource: the packets of a recording, each with when it is due. One round of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/replay_command.h"
#include "itch/mold_udp64.h"
#include "stream/replay_schedule.h"

namespace holdfast {

struct ReplayPacket {
  std::span<const std::uint8_t> bytes;
  std::int64_t due_ns = 0;  // since the first one
};

class ReplaySource {
 public:
  ReplaySource() = default;
  ReplaySource(const ReplaySource&) = delete;
  ReplaySource& operator=(const ReplaySource&) = delete;
  virtual ~ReplaySource() = default;

  /// Valid until the next call; nullopt: there is none, or none yet.
  virtual std::optional<ReplayPacket> next() = 0;
  virtual bool has_ended() const = 0;
  /// Begins anew at the file's first byte. absent or failed: it cannot be opened again.
  virtual Result<void> begin_again() = 0;

  /// Why it ended before its end. Empty: it did not.
  virtual const std::string& trouble() const = 0;
  /// What of it was malformed and not sent, a sentence each.
  virtual std::vector<std::string> faults() const = 0;
  /// What else there is to say of what was not sent, a sentence each; no fault of the file.
  virtual std::vector<std::string> notes() const { return {}; }
  /// Is each packet there whole, with heartbeats, as a capture has them?
  virtual bool is_capture() const = 0;
};

/// By the file's first bytes or `format`. `schedule` outlives it. Errors have the file's name:
/// absent, failed; malformed: of another format, a capture without a feed; usage: a capture with
/// several streams, which are listed.
Result<std::unique_ptr<ReplaySource>> open_replay_source(const ReplayCommand& command,
                                                         ReplaySchedule& schedule);

/// A file's name when none is given.
MoldSession session_of_replay(const ReplayCommand& command);

}  // namespace holdfast
