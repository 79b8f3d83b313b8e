// DigestCheck: asks the snapshot server what digest its books had at sequence numbers at which ours
// are known. Without a connection: questions out, answers in.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "stream/snapshot_wire.h"

namespace holdfast {

struct DigestCheckOptions {
  std::size_t most_pending = 64;
  std::int64_t patience_ns = 10'000'000'000;  // for an answer with a digest
  std::int64_t again_ns = 100'000'000;  // until a question is repeated: the server may be behind us
};

/// Equal, unequal, or (without `theirs`) not to be had in time.
struct DigestResult {
  std::uint64_t sequence = 0;  // of the last message in the books
  std::uint64_t ours = 0;
  std::optional<std::uint64_t> theirs;
  bool is_equal() const { return theirs == ours; }
};

class DigestCheck {
 public:
  explicit DigestCheck(DigestCheckOptions options = {});

  /// false: too many are pending.
  bool ask(std::uint64_t sequence, std::uint64_t digest, Instant now);
  /// The session is another: what is pending is forgotten.
  void begin() { pending_.clear(); }
  bool is_pending() const { return !pending_.empty(); }

  /// A question that is to be sent now; asked for again only later.
  std::optional<std::uint64_t> next_question(Instant now);
  /// The connection is gone: all are to be asked anew.
  void lose_connection();
  /// nullopt: none of ours, or one that is asked again.
  std::optional<DigestResult> take(const DigestAnswer& answer);
  /// One whose patience is over.
  std::optional<DigestResult> next_overdue(Instant now);
  std::optional<Instant> next_deadline() const;

 private:
  struct Pending {
    DigestResult result;
    Instant until;
    Instant next;  // when it is to be asked
  };
  DigestCheckOptions options_;
  std::vector<Pending> pending_;
};

}  // namespace holdfast
