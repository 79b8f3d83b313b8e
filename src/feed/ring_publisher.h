// RingPublisher: the one writer of a ring, in one thread.
//
// Writing an event costs the same for any number of consumers: the slot's words, and `published`.
// What else there is comes once in `margin` events (an eighth of the ring, at most 64): `reserved`
// is moved ahead by so many at a time, and the blocking consumers' cursors are looked at only when
// the room that they left is used up. So a dropping consumer may lag by the capacity less the
// margin.
//
// Memory order. Before the first word of sequence s is stored, `reserved` > s is (sequenced before,
// and every word's store is a release); after its last word, `published` > s is (release). Against
// blocking consumers: a slot is written only after their cursors were loaded with acquire and found
// past it.
//
// Clock: a type with `static std::int64_t now_ns()`, asked only when the publisher becomes blocked
// or free again; NoClock leaves the time at 0.
#pragma once

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "feed/ring.h"

namespace holdfast {

struct NoClock {
  static std::int64_t now_ns() { return 0; }
};

template <class Slot, class Clock = NoClock>
class RingPublisher {
 public:
  /// Goes on where the ring stands. There may be one publisher at a time.
  explicit RingPublisher(const Ring<Slot>& ring)
      : ring_(ring),
        margin_(std::clamp<std::uint64_t>(ring.capacity() / 8, 1, 64)),
        next_(ring.header().published.load(std::memory_order_acquire)),
        reserved_(ring.header().reserved.load(std::memory_order_relaxed)) {
    attend();
  }

  /// False: a blocking consumer leaves no room; nothing was written.
  bool try_publish(typename Slot::Payload payload) {
    if (next_ >= limit_ && !make_room(1)) [[unlikely]] {
      return false;
    }
    write(0, payload);
    commit(1);
    return true;
  }

  /// Waits for room as Idle does (feed/idle.h).
  template <class Idle>
  void publish(typename Slot::Payload payload, Idle& idle) {
    while (!try_publish(payload)) idle.idle();
    idle.reset();
  }

  /// Room for a batch of 1 to `capacity` events, to be written by write(0…count−1) and shown to the
  /// consumers at once by commit(count), or by fewer. False as above.
  bool try_claim(std::uint64_t count) {
    HOLDFAST_CHECK(count >= 1 && count <= ring_.capacity());
    return next_ + count <= limit_ || make_room(count);
  }
  void write(std::uint64_t index, typename Slot::Payload payload) {
    ring_.slot(next_ + index).store(payload);
  }
  void commit(std::uint64_t count) {
    next_ += count;
    ring_.header().published.store(next_, std::memory_order_release);
  }

  /// Lets blocking consumers in that wait to join; publishing does so every `margin` events.
  void attend() {
    membership_ = ring_.header().membership.load(std::memory_order_acquire);
    for (auto& row : ring_.header().rows) {
      if (row.state.load(std::memory_order_acquire) != ConsumerState::joining) continue;
      row.joined_at.store(next_, std::memory_order_relaxed);
      auto expected = ConsumerState::joining;
      row.state.compare_exchange_strong(expected, ConsumerState::blocking,
                                        std::memory_order_acq_rel);
    }
    find_gate();
    limit_ = next_;  // the next event looks again
  }

  std::uint64_t published() const { return next_; }

 private:
  bool make_room(std::uint64_t count) {
    auto& header = ring_.header();
    if (header.membership.load(std::memory_order_acquire) != membership_) attend();
    if (next_ + count > gate_) find_gate();
    const bool has_room = next_ + count <= gate_;
    if (has_room && next_ + count > reserved_) {
      reserved_ = next_ + std::max(count, margin_);
      header.reserved.store(reserved_, std::memory_order_release);
    }
    if (has_room == (blocker_ != nullptr)) note_blocked(!has_room);
    // While we are blocked every try comes here, so that the time ends when there is room.
    limit_ = has_room ? std::min(reserved_, gate_) : next_;
    return has_room;
  }

  void find_gate() {
    gate_ = std::numeric_limits<std::uint64_t>::max();
    for (auto& row : ring_.header().rows) {
      if (row.state.load(std::memory_order_acquire) != ConsumerState::blocking) continue;
      const std::uint64_t at = std::max(row.cursor.load(std::memory_order_acquire),
                                        row.joined_at.load(std::memory_order_relaxed));
      if (at + ring_.capacity() >= gate_) continue;
      gate_ = at + ring_.capacity();
      slowest_ = &row;
    }
  }

  // The time is put down to the consumer that was slowest when it began.
  void note_blocked(bool begins) {
    const std::int64_t now_ns = Clock::now_ns();
    if (begins) {
      blocker_ = slowest_;
      blocked_since_ns_ = now_ns;
      return;
    }
    const auto waited_ns =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, now_ns - blocked_since_ns_));
    add(ring_.header().blocked_ns, waited_ns);
    add(ring_.header().blocked_times, 1);
    add(blocker_->blocked_ns, waited_ns);
    add(blocker_->blocked_times, 1);
    blocker_ = nullptr;
  }

  static void add(RingWord& gauge, std::uint64_t more) {
    gauge.store(gauge.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }

  Ring<Slot> ring_;
  std::uint64_t margin_;
  std::uint64_t next_;
  std::uint64_t reserved_;
  std::uint64_t gate_ = 0;   // blocking consumers allow sequences below
  std::uint64_t limit_ = 0;  // the lesser of reserved_ and gate_
  std::uint64_t membership_ = 0;
  ConsumerRow* slowest_ = nullptr;  // when gate_ was found
  ConsumerRow* blocker_ = nullptr;  // whom we wait for, if we do
  std::int64_t blocked_since_ns_ = 0;
};

}  // namespace holdfast
