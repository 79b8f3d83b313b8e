// SnapshotServer: the books of all streams and the sessions of all who want a snapshot of them.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "stream/byte_sessions.h"
#include "stream/snapshot_session.h"

namespace holdfast {

struct SnapshotServerOptions {
  std::vector<SnapshotStreamOptions> streams;
  SnapshotSessionOptions session;
  std::size_t most_sessions = 64;
  std::size_t most_sessions_of_address = 64;
  std::size_t turn_bytes = 256U << 10U;  // of images, in one do_work()
};

struct SnapshotServerCounts {
  SnapshotCounts snapshots;
  std::uint64_t opened = 0;
  std::uint64_t refused = 0;                              // all sessions were taken
  std::uint64_t refused_of_address = 0;                   // all that one address may have
  std::array<std::uint64_t, kSnapshotEndings> endings{};  // by SnapshotEnding
};

/// One thread. take() allocates nothing itself; a session's buffer grows to its bound.
class SnapshotServer final : public ByteSessions {
 public:
  explicit SnapshotServer(SnapshotServerOptions options);
  SnapshotServer(const SnapshotServer&) = delete;
  SnapshotServer& operator=(const SnapshotServer&) = delete;

  /// The next message of a stream, checked to be one of ITCH; `sequence` is one more than the last,
  /// from 1 on. Into books, history and digests, and to the sessions that need it.
  BookFate take(std::size_t stream, std::uint64_t sequence, std::span<const std::uint8_t> message);

  /// Bounded: at most turn_bytes of images, or one stock. How much was written; 0: nothing to do.
  std::size_t do_work(Instant now);

  /// All sessions get their end of session.
  void end_sessions(Instant now);

  SessionOpening open(const PeerAddress& peer, Instant now) override;
  void feed(SessionId session, std::span<const std::uint8_t> bytes, Instant now) override;
  std::span<const std::uint8_t> to_send(SessionId session) const override;
  void sent(SessionId session, std::size_t bytes) override;
  SessionFate fate(SessionId session) const override;
  void closed(SessionId session) override;

  /// For RequestAnswerer and gauges; they stay where they are.
  std::span<const SnapshotStream> streams() const { return streams_; }
  std::size_t open_sessions() const { return open_; }
  const SnapshotServerCounts& counts() const { return counts_; }

 private:
  struct Place {
    std::unique_ptr<SnapshotSession> session;  // empty: free
    PeerAddress peer;
    bool is_imaging = false;  // in its stream's list
  };

  SnapshotServerOptions options_;
  std::vector<SnapshotStream> streams_;
  std::vector<std::vector<SessionId>> imaging_;  // of each stream: who gets live messages
  std::vector<Place> places_;
  std::vector<std::uint8_t> full_, full_for_address_;  // farewells
  std::size_t open_ = 0, next_turn_ = 0;
  Instant now_;
  SnapshotServerCounts counts_;
};

}  // namespace holdfast
