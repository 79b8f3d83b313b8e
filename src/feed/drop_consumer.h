// DropConsumer: a reader of a ring that never holds the publisher up; used by one thread.
//
// It copies a slot and then asks whether the slot may have been overwritten meanwhile. Why no torn
// one is ever handed out: let it look at sequence c, having seen `published` > c (acquire). Every
// word that it loads is of c or of a later event in the same slot, c + capacity or beyond. If one
// is of a later event s, its load (acquire) saw a store (release) that came after `reserved` > s
// was stored; so the load of `reserved` that follows finds more than c + capacity, and the copy is
// thrown away. If `reserved` is at most c + capacity, then all words are c's. No fence is needed,
// and TSan can follow the argument.
#pragma once

#include <algorithm>
#include <utility>

#include "feed/ring.h"
#include "feed/ring_seat.h"

namespace holdfast {

template <class Slot, Gauges kGauges = Gauges::on>
class DropConsumer {
 public:
  /// Begins with what is published next. failed: no row is free.
  static Result<DropConsumer> attach(const Ring<Slot>& ring, std::uint64_t owner = 0) {
    auto seat = RingSeat::take(ring.header(), ConsumerState::dropping, owner);
    if (!seat) return tl::unexpected(seat.error());
    return DropConsumer(ring, std::move(*seat));
  }

  /// Hands out up to `most` events in order: on_event(sequence, payload), the payload a copy that
  /// is gone after the call; before an event that comes after a loss, on_lost(SequenceRange).
  /// Returns the events handed out. One that was lapped goes on half a ring behind the publisher,
  /// so that it is not lapped again at once: it loses more than was overwritten, and fewer times.
  template <class OnEvent, class OnLost>
  std::uint64_t take(std::uint64_t most, OnEvent&& on_event, OnLost&& on_lost) {
    std::uint64_t published = look();
    // Kept in registers: behind an acquire the compiler would read members anew.
    const Ring<Slot> ring = ring_;
    const std::uint64_t before = messages_;
    std::uint64_t next = next_;
    for (int laps = 0; most > 0 && next != published && laps < kMostLaps;) {
      Slot copy;
      ring.slot(next).copy_to(copy);
      if (is_overwritten(ring, next)) [[unlikely]] {
        note(next);
        published = skip(on_lost);
        next = next_;
        ++laps;
        continue;
      }
      on_event(next, copy.payload());
      ++next;
      --most;
    }
    note(next);
    return messages_ - before;
  }

  /// Copies up to out.size() slots and then makes sure of all of them: the events, in out's first
  /// slots.
  template <class OnLost>
  SequenceRange take_batch(std::span<Slot> out, OnLost&& on_lost) {
    std::uint64_t published = look();
    for (int laps = 0; next_ != published && laps < kMostLaps; ++laps) {
      const std::uint64_t count = std::min<std::uint64_t>(out.size(), published - next_);
      for (std::uint64_t i = 0; i < count; ++i) ring_.slot(next_ + i).copy_to(out[i]);
      if (!is_overwritten(ring_, next_)) {
        note(next_ + count);
        return {next_ - count, next_};
      }
      published = skip(on_lost);
    }
    note(next_);
    return {next_, next_};
  }

  std::uint64_t next() const { return next_; }
  std::uint64_t messages() const { return messages_; }
  std::uint64_t lost() const { return lost_; }

 private:
  // A turn is bounded, also against a publisher that goes round a small ring during each copy.
  static constexpr int kMostLaps = 4;

  DropConsumer(const Ring<Slot>& ring, RingSeat seat)
      : ring_(ring),
        seat_(std::move(seat)),
        next_(seat_.row().cursor.load(std::memory_order_relaxed)) {}

  std::uint64_t look() {
    const std::uint64_t published = ring_.header().published.load(std::memory_order_acquire);
    if constexpr (kGauges == Gauges::on) {
      if (published != next_) seat_.note_waiting(published - next_);
    }
    return published;
  }

  static bool is_overwritten(const Ring<Slot>& ring, std::uint64_t sequence) {
    return sequence + ring.capacity() < ring.header().reserved.load(std::memory_order_relaxed);
  }

  // The publisher stored `published` ≥ reserved − capacity before `reserved` (release), so what is
  // lost was published.
  template <class OnLost>
  std::uint64_t skip(OnLost& on_lost) {
    const auto& header = ring_.header();
    const std::uint64_t oldest = header.reserved.load(std::memory_order_acquire) - ring_.capacity();
    const std::uint64_t published = header.published.load(std::memory_order_acquire);
    const std::uint64_t half = ring_.capacity() / 2;
    const SequenceRange range{next_, std::max(oldest, published - std::min(half, published))};
    next_ = range.end;
    lost_ += range.end - range.first;
    if constexpr (kGauges == Gauges::on) {
      seat_.note_lost(range);
      RingSeat::set(seat_.row().lost, lost_);
    }
    on_lost(range);
    return published;
  }

  // What lies before `next` was handed out.
  void note(std::uint64_t next) {
    messages_ += next - next_;
    next_ = next;
    if constexpr (kGauges == Gauges::on) {
      RingSeat::set(seat_.row().cursor, next_);
      RingSeat::set(seat_.row().messages, messages_);
    }
  }

  Ring<Slot> ring_;
  RingSeat seat_;
  std::uint64_t next_;
  std::uint64_t messages_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace holdfast
