// FeedListener: what a FeedClient tells.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/sequence_range.h"
#include "book/book_set.h"
#include "itch/mold_udp64.h"
#include "stream/digest_check.h"
#include "stream/recovery_result.h"

namespace holdfast {

enum class StaleReason : std::uint8_t {
  joining,      // nothing of the session is there yet
  gap,          // messages are missing
  silence,      // nothing was heard by which the books could be known to be the newest
  new_session,  // the server began anew
};
/// "gap", for reports; the enumerators' names.
std::string_view to_string(StaleReason reason);

struct Stale {
  StaleReason why = StaleReason::joining;
  SequenceRange missing;  // the first gap; empty when there is none
};

/// Called within the FeedClient's calls; must not call it. Between on_stale() and on_synchronised()
/// there is no on_message(): the books are not shown then.
class FeedListener {
 public:
  virtual ~FeedListener() = default;
  /// `books` have just applied it, and hold every message of the session up to this one, or what a
  /// snapshot had of them. `message` may be malformed: see BookSet::counts().
  virtual void on_message(std::uint64_t sequence, std::span<const std::uint8_t> message,
                          const BookSet& books) = 0;
  /// Of a client that was synchronised.
  virtual void on_stale(const Stale&) {}
  /// The next message is the one with `sequence`.
  virtual void on_synchronised(std::uint64_t /*sequence*/, const BookSet&) {}
  /// These messages are in a snapshot's books and will never come.
  virtual void on_skipped(const SequenceRange&) {}
  /// Sequence numbers begin with 1; empty books.
  virtual void on_session(const MoldSession&) {}
  virtual void on_recovery(const RecoveryResult&) {}
  virtual void on_digest(const DigestResult&) {}
  /// No call follows but on_digest(). `is_whole`: every message of the session is in the books.
  virtual void on_end(bool /*is_whole*/) {}
};

}  // namespace holdfast
