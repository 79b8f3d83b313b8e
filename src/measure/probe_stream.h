// ProbeStream: a policy's steady probe packets, in threads of their own: a light canary for HJ95.
#pragma once

#include <memory>
#include <optional>

#include "base/ids.h"
#include "model/agent_status.h"
#include "model/probe_stream.h"

namespace holdfast {

/// All calls from one thread; none blocks but follow() with other settings, for at most 60 ms, and
/// the end, likewise.
///
/// It never gives up: a peer that is silent is asked again after 1, 2, 4 … 16 s, with one packet
/// each time; a socket that cannot be had, and a port at which over 25,000 packets a second come,
/// are tried again likewise.
class ProbeStream {
 public:
  ProbeStream();
  ~ProbeStream();

  /// Begins, goes on as before when nothing changed, or ends (nullopt).
  void follow(const std::optional<ProbeStreamSettings>& settings);
  /// What came since the last call; nullopt without settings. The counts go on over follow().
  std::optional<ProbeStreamReading> take();
  /// "probe stream"; nullopt without settings.
  std::optional<WatchSource> state() const;
  /// The receiver's thread, when the settings say where it runs.
  std::optional<ThreadId> bound_thread() const;

 private:
  struct Running;
  std::optional<ProbeStreamSettings> settings_;
  std::unique_ptr<Running> running_;
  ProbeStreamCounts ended_;  // of streams before
  std::uint64_t events_ = 0;
};

}  // namespace holdfast
