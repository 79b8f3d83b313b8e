// Recovery: one side of a client towards the snapshot server: makes new books of a snapshot, beside
// those that there are, tries again with longer and longer waits when that fails, and asks for
// digests.
#pragma once

#include <memory>
#include <vector>

#include "book/book_set.h"
#include "stream/backoff.h"
#include "stream/digest_check.h"
#include "stream/recovery_result.h"
#include "stream/snapshot_link.h"

namespace holdfast {

struct RecoveryOptions {
  SnapshotLinkOptions link;
  BackoffTimes backoff{100'000'000, 10'000'000'000};
  std::int64_t progress_ns = 5'000'000'000;  // without a message of the snapshot
  std::int64_t image_ns = 300'000'000'000;   // for all of it
  bool keeps_session = false;                // after the snapshot, for digests
  DigestCheckOptions digests;
  BookSetOptions books;
};

class Recovery {
 public:
  Recovery(const RecoveryOptions& options, std::uint64_t seed);

  /// Everything so far was another session's.
  void begin_session(const MoldSession& session);
  /// A snapshot of the session is wanted: at once, or after a wait, the longer the more tries were
  /// in vain since the last accept() or forgive(). Until is_done() or cancel(). No second time.
  void want(RecoveryReason why, Instant now);
  bool is_wanted() const { return why_ != RecoveryReason::none; }
  void cancel();
  /// The client was well for a while: the next try need not wait.
  void forgive() { tries_ = 0; }
  unsigned tries() const { return tries_; }  // since then

  void connected(Instant now) { link_.connected(now); }
  void lost(Instant now);
  void feed(std::span<const std::uint8_t> bytes, Instant now);
  void do_work(Instant now);
  std::optional<Instant> next_deadline() const;
  SnapshotLink& link() { return link_; }
  const SnapshotLink& link() const { return link_; }

  /// The snapshot is whole: it goes on with next_sequence(). To be answered with accept or refuse.
  bool is_done() const { return stage_ == Stage::done; }
  std::uint64_t next_sequence() const { return next_sequence_; }
  std::unique_ptr<BookSet> accept();
  /// It is of no use: a try in vain. It is wanted again only by want().
  void refuse(RecoveryFate fate);

  /// As DigestCheck::ask. Connects when there is no connection.
  bool ask_digest(std::uint64_t sequence, std::uint64_t digest, Instant now);
  bool is_digest_pending() const { return digests_.is_pending(); }

  /// What happened since it was asked, oldest first.
  std::optional<RecoveryResult> next_result();
  std::optional<DigestResult> next_digest();
  const RecoveryCounts& counts() const { return counts_; }

 private:
  enum class Stage : std::uint8_t { idle, resting, opening, imaging, done };
  void open(Instant now);
  void review(Instant now);
  void take(const SoupMessage& message, Instant now);
  void take_sequenced(std::span<const std::uint8_t> payload, Instant now);
  void take_end(std::span<const std::uint8_t> payload, Instant now);
  void fail(RecoveryFate fate, Instant now);
  void report(RecoveryFate fate);
  void work_on_image(Instant now);
  void work_on_digests(Instant now);

  RecoveryOptions options_;
  Backoff backoff_;
  SnapshotLink link_;
  DigestCheck digests_;
  MoldSession session_;
  Stage stage_ = Stage::idle;
  RecoveryReason why_ = RecoveryReason::none, last_why_ = RecoveryReason::none;
  unsigned tries_ = 0;
  Instant rests_until_;             // also of connections for digests alone
  bool has_image_ended_ = false;    // on the connection that stands
  std::unique_ptr<BookSet> image_;  // when imaging or done
  std::uint64_t image_messages_ = 0;
  Instant image_began_, last_progress_;
  std::uint64_t next_sequence_ = 0;
  std::vector<RecoveryResult> results_;
  std::vector<DigestResult> digest_results_;
  RecoveryCounts counts_;
};

}  // namespace holdfast
