// DigestHistory: what the books of one stream were after each of its last messages.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/sequence_range.h"

namespace holdfast {

/// One thread. Allocates when it is made and never again.
class DigestHistory {
 public:
  /// Of the last `sequences`, at least one; begins with 0, the digest of empty books.
  explicit DigestHistory(std::size_t sequences);

  /// After the next sequence; one that is not the next begins anew.
  void append(std::uint64_t sequence, std::uint64_t digest);
  std::optional<std::uint64_t> find(std::uint64_t sequence) const;
  SequenceRange held() const { return held_; }

 private:
  std::vector<std::uint64_t> digests_;
  SequenceRange held_{0, 1};
};

}  // namespace holdfast
