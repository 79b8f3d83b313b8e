// GapTracker: which sequence numbers of a stream are there, and which are known to exist and are
// missing. Bounded: it takes no more than so many gaps.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/instant.h"
#include "base/sequence_range.h"

namespace holdfast {

struct Gap {
  SequenceRange range;
  Instant since;  // when it was first seen that something beyond it exists
};

enum class SequenceFate : std::uint8_t {
  taken,
  duplicate,
  too_many_gaps,  // nothing was changed: the message counts as not received
};

class GapTracker {
 public:
  explicit GapTracker(std::size_t most_gaps = 1024);

  /// All before `next` is there (or of no interest), nothing is known beyond.
  void begin(std::uint64_t next);

  SequenceFate take(std::uint64_t sequence, Instant now);
  /// Messages up to, and without, `end` exist: a heartbeat said so, or one came that cannot be
  /// kept.
  void claim(std::uint64_t end, Instant now);
  /// Takes back what was claimed beyond `end`, as far as nothing of it came.
  void retract(std::uint64_t end);
  /// What lies before `first` is of no interest any more.
  void forget_before(std::uint64_t first);

  bool is_missing(std::uint64_t sequence) const;
  std::uint64_t first_missing() const { return gaps_.empty() ? end_ : gaps_.front().range.first; }
  std::uint64_t known_end() const { return end_; }
  std::uint64_t missing() const;  // messages in the gaps
  /// In order, none empty, no two that touch.
  std::span<const Gap> gaps() const { return gaps_; }

 private:
  using Position = std::vector<Gap>::iterator;
  Position gap_at_or_after(std::uint64_t sequence);
  SequenceFate take_beyond(std::uint64_t sequence, Instant now);
  SequenceFate take_within(Position gap, std::uint64_t sequence);

  std::size_t most_gaps_;
  std::vector<Gap> gaps_;
  std::uint64_t end_ = 1;
};

}  // namespace holdfast
