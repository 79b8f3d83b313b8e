// ReplayRun: sends a recording's packets again, each when it is due, over lines that have faults.
// Neither a clock nor a socket is its own.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "gateway/replay_port.h"
#include "gateway/replay_source.h"
#include "gateway/replayed_stream.h"

namespace holdfast {

struct ReplayCounts {
  std::uint64_t packets = 0, messages = 0, bytes = 0;  // of the recording, before the faults
  std::uint64_t marks = 0;    // heartbeats and ends of the session that are none of its packets
  std::uint64_t rounds = 0;   // that were begun
  std::int64_t began_ns = 0;  // of the port's clock
  std::optional<std::int64_t> ended_ns;  // the recording; absent: it has not ended
};

class ReplayRun {
 public:
  /// All outlive it. `schedule` is the source's.
  ReplayRun(const ReplayCommand& command, ReplaySource& source, ReplaySchedule& schedule,
            ReplayedStream& stream, ReplayPort& port);

  /// To the recording's end, its limit, or until somebody wants it to end. `on_turn` is called now
  /// and then. absent, failed: the file of another round cannot be opened.
  Result<void> run(const std::function<void()>& on_turn);

  const ReplayCounts& counts() const { return counts_; }
  /// In the lines' order.
  const std::vector<FaultInjector>& lines() const { return lines_; }

 private:
  Result<void> fetch();
  Result<bool> turn();
  void put(std::span<const std::uint8_t> packet, std::int64_t due_ns);
  void put_mark(std::uint16_t count);
  void keep_up();
  void send_until(std::int64_t due_ns);
  void wait();
  bool has_more_to_come() const;
  bool is_over() const;
  std::int64_t next_due_ns() const;
  std::int64_t next_mark_ns() const;

  const ReplayCommand* command_;
  ReplaySource* source_;
  ReplaySchedule* schedule_;
  ReplayedStream* stream_;
  ReplayPort* port_;
  std::vector<FaultInjector> lines_;
  ReplayCounts counts_;
  std::optional<ReplayPacket> next_;
  std::uint64_t packets_of_round_ = 0;
  std::int64_t now_ns_ = 0, last_put_ns_ = 0;
  std::int64_t linger_ns_ = 0;
  bool is_source_over_ = false, are_lines_ended_ = false;
};

}  // namespace holdfast
