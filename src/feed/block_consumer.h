// BlockConsumer: a reader of a ring that loses nothing, because the publisher waits for it; used by
// one thread.
//
// It reads in place: the publisher writes to a slot only after it saw (acquire) the consumer's
// cursor past it, and the cursor is stored (release) at the end of take(). It begins where the
// publisher lets it in (at its construction, in attend(), or at most `margin` events later), and
// takes nothing before.
#pragma once

#include <algorithm>
#include <utility>

#include "feed/ring.h"
#include "feed/ring_seat.h"

namespace holdfast {

template <class Slot, Gauges kGauges = Gauges::on>
class BlockConsumer {
 public:
  /// failed: no row is free. `owner`: what free_rows_of() finds its row by when it died; such as a
  /// process id.
  static Result<BlockConsumer> attach(const Ring<Slot>& ring, std::uint64_t owner = 0) {
    auto seat = RingSeat::take(ring.header(), ConsumerState::joining, owner);
    if (!seat) return tl::unexpected(seat.error());
    return BlockConsumer(ring, std::move(*seat));
  }

  /// Whether the publisher has let it in.
  bool joined() {
    if (joined_) return true;
    if (seat_.row().state.load(std::memory_order_acquire) != ConsumerState::blocking) return false;
    next_ = seat_.row().joined_at.load(std::memory_order_relaxed);
    return joined_ = true;
  }

  /// Hands out up to `most` events in order: on_event(sequence, payload), the payload in place; the
  /// publisher gets their room back when all have been handed out. Returns how many.
  template <class OnEvent>
  std::uint64_t take(std::uint64_t most, OnEvent&& on_event) {
    if (!joined()) [[unlikely]] {
      return 0;
    }
    const std::uint64_t published = ring_.header().published.load(std::memory_order_acquire);
    if (published == next_) return 0;
    if constexpr (kGauges == Gauges::on) seat_.note_waiting(published - next_);
    const std::uint64_t count = std::min(most, published - next_);
    const Ring<Slot> ring = ring_;
    const std::uint64_t end = next_ + count;
    for (std::uint64_t next = next_; next != end; ++next) {
      on_event(next, std::as_const(ring.slot(next)).payload());
    }
    next_ = end;
    messages_ += count;
    seat_.row().cursor.store(next_, std::memory_order_release);
    if constexpr (kGauges == Gauges::on) RingSeat::set(seat_.row().messages, messages_);
    return count;
  }

  std::uint64_t next() const { return next_; }
  std::uint64_t messages() const { return messages_; }

 private:
  BlockConsumer(const Ring<Slot>& ring, RingSeat seat) : ring_(ring), seat_(std::move(seat)) {}

  Ring<Slot> ring_;
  RingSeat seat_;
  std::uint64_t next_ = 0;
  std::uint64_t messages_ = 0;
  bool joined_ = false;
};

}  // namespace holdfast
