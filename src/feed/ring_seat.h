// A consumer's place in a ring: its row, the figures it keeps there, given back when it goes.
//
// With Gauges::off a consumer leaves the figures of its row at 0, and a dropping one its cursor.
#pragma once

#include <utility>

#include "base/sequence_range.h"
#include "feed/ring_layout.h"

namespace holdfast {

enum class Gauges : bool { off, on };

class RingSeat {
 public:
  static Result<RingSeat> take(RingHeader& ring, ConsumerState state, std::uint64_t owner) {
    const auto row = take_row(ring, state, owner);
    if (!row) return tl::unexpected(row.error());
    return RingSeat(ring, **row);
  }
  RingSeat(RingSeat&& other) noexcept
      : ring_(other.ring_), row_(std::exchange(other.row_, nullptr)) {}
  RingSeat& operator=(RingSeat&& other) noexcept {
    std::swap(ring_, other.ring_);
    std::swap(row_, other.row_);
    return *this;
  }
  ~RingSeat() {
    if (row_ != nullptr) free_row(*ring_, *row_);
  }
  ConsumerRow& row() const { return *row_; }

  static void set(RingWord& gauge, std::uint64_t value) {
    gauge.store(value, std::memory_order_relaxed);
  }
  void note_waiting(std::uint64_t waiting) {
    if (waiting > row_->most_waiting.load(std::memory_order_relaxed)) {
      set(row_->most_waiting, waiting);
    }
  }
  /// Kept as the slots are: begun, words, complete.
  void note_lost(const SequenceRange& range) {
    const std::uint64_t count = row_->ranges.load(std::memory_order_relaxed);
    const std::size_t at = 2 * (count % kKeptLostRanges);
    set(row_->ranges_begun, count + 1);
    row_->lost_ranges[at].store(range.first, std::memory_order_release);
    row_->lost_ranges[at + 1].store(range.end, std::memory_order_release);
    row_->ranges.store(count + 1, std::memory_order_release);
  }

 private:
  RingSeat(RingHeader& ring, ConsumerRow& row) : ring_(&ring), row_(&row) {}
  RingHeader* ring_;
  ConsumerRow* row_;
};

}  // namespace holdfast
