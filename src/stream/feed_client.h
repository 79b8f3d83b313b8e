// FeedClient: the client end of one stream: datagrams of its lines in, messages in their order out,
// with the books they make; lost ones are asked for again, or recovered from a snapshot. Without
// sockets, clock and threads.
//
// The books are shown (on_message, books()) only when every message up to that sequence number is
// in them and none beyond is known to be missing. What foreign bytes claim is believed only as far
// as it can be taken back: a wrong sequence number costs a recovery and no more.
#pragma once

#include "stream/feed_listener.h"
#include "stream/feed_options.h"
#include "stream/line_arbiter.h"
#include "stream/message_window.h"

namespace holdfast {

class FeedClient {
 public:
  /// `listener` outlives this.
  FeedClient(const FeedClientOptions& options, FeedListener& listener);

  /// A datagram of a line, 0 the first; or an answer of the re-request server.
  void take(std::size_t line, std::span<const std::uint8_t> datagram, Instant now);
  void take_re_requested(std::span<const std::uint8_t> datagram, Instant now);
  /// When next_deadline() is over, or at any time.
  void do_work(Instant now);
  std::optional<Instant> next_deadline() const;

  /// To be sent to the re-request server; until there is none, after each other call.
  std::optional<std::array<std::uint8_t, kMoldHeaderBytes>> next_request();

  /// The connection to the snapshot server. There shall be the one with this number, or none: close
  /// another, connect (again). Then tell what became of it; after each other call look again.
  std::optional<std::uint64_t> wanted_connection() const { return recovery_.link().wanted(); }
  void connected(Instant now);
  void disconnected(Instant now);  // or it could not be made
  void received(std::span<const std::uint8_t> bytes, Instant now);
  std::span<const std::uint8_t> to_send() const { return recovery_.link().to_send(); }
  void sent(std::size_t bytes) { recovery_.link().sent(bytes); }

  /// Compares the books as they are now with the server's: on_digest() tells. false: not
  /// synchronised, no snapshot server, or too many questions are open.
  bool ask_digest(Instant now);
  bool is_digest_pending() const { return recovery_.is_digest_pending(); }

  bool is_synchronised() const { return is_synchronised_; }
  bool has_ended() const { return has_ended_; }
  /// Null unless synchronised. Until the next call.
  const BookSet* books() const { return is_synchronised_ ? books_.get() : nullptr; }
  /// Of the next message that is delivered; all before it were delivered or skipped.
  std::uint64_t next_sequence() const { return next_; }
  /// Beyond the last message that is known to exist.
  std::uint64_t known_end() const { return tracker_.known_end(); }
  const std::optional<MoldSession>& session() const { return session_; }

  const FeedCounts& counts() const { return counts_; }
  /// Of messages that were delivered; snapshots' are in recovery_counts().
  const BookCounts& book_counts() const { return book_counts_; }
  const LineArbiter& lines() const { return arbiter_; }
  const ReRequestCounts& re_request_counts() const { return re_requester_.counts(); }
  const RecoveryCounts& recovery_counts() const { return recovery_.counts(); }

 private:
  // feed_packets.cc
  std::optional<PacketFault> parse(std::span<const std::uint8_t> datagram, MoldPacket& packet);
  bool is_of_session(const MoldHeader& header, Instant now);
  void note_agreement(const MoldHeader& header, Instant now);
  void note_claim(Instant now);
  void begin_session(const MoldHeader& first, Instant now);
  void take_messages(MoldPacket& packet, std::uint64_t& first, std::uint64_t& seen, Instant now);
  bool take_message(std::uint64_t sequence, std::span<const std::uint8_t> message, Instant now);
  bool hold(std::uint64_t sequence, std::span<const std::uint8_t> message, Instant now);
  bool make_reach(std::uint64_t sequence);
  bool make_room(std::uint64_t sequence);
  void note_end(const MoldHeader& header, Instant now);
  void deliver(std::uint64_t sequence, std::span<const std::uint8_t> message);

  // feed_client.cc
  void settle(Instant now);
  bool can_resume(Instant now) const;
  void resume(Instant now);
  void resume_while_possible(Instant now);
  void go_stale(StaleReason why, Instant now);
  void note_waiting(Instant now);
  std::uint64_t resume_target() const;
  bool is_silent(Instant now) const;
  void end_when_due(Instant now);
  void finish(bool is_whole);

  // feed_recovery.cc
  RecoveryReason snapshot_reason(Instant now) const;
  bool prefers_snapshot() const;
  bool may_re_request() const;
  void recover(Instant now);
  void take_snapshot(Instant now);
  void install_snapshot(Instant now);
  void rebuild_tracker(Instant now);
  void tell_results();

  FeedClientOptions options_;
  FeedListener* listener_;
  LineArbiter arbiter_;
  GapTracker tracker_;
  MessageWindow window_;
  ReRequester re_requester_;
  Recovery recovery_;
  std::unique_ptr<BookSet> books_;

  std::optional<MoldSession> session_;
  MoldSession candidate_;  // a session that may be the next one
  unsigned candidate_packets_ = 0, disagreeing_packets_ = 0;
  std::uint64_t next_ = 1;
  // books_ hold all before next_, and the window begins there. Else only a snapshot helps.
  bool is_anchored_ = true;
  bool is_synchronised_ = false, is_late_ = false, is_overfull_ = false, has_ended_ = false;
  std::uint64_t resume_at_ = 0;  // when stale by a gap: what must be there before we go on
  std::uint64_t last_end_ = 0;   // beyond the newest packet of a line
  Instant agreed_;               // when a line last told of something that is not before next_
  Instant confirmed_;            // when a line last told of the last message that is known
  Instant synchronised_;         // since when
  std::uint64_t waits_for_ = 0;  // the first that is missing
  Instant waits_since_;
  std::optional<Instant> ahead_;  // since when a snapshot is there that the lines have not reached
  std::optional<std::uint64_t> session_end_;
  std::optional<Instant> end_heard_;
  FeedCounts counts_;
  BookCounts book_counts_;
};

}  // namespace holdfast
