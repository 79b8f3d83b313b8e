// Ring<Slot>: a view of a ring in the caller's memory. One publisher (feed/ring_publisher.h) writes
// each event once; up to 32 consumers (feed/drop_consumer.h, feed/block_consumer.h) read it, each
// at its own pace:
//
//   drop    a consumer that lags is lapped; it learns how many events it lost, and which
//   block   the publisher waits for it; it loses nothing
//
// published = handed out + lost + waiting, for every consumer, always.
//
//     alignas(128) or mapped memory ─ create() ─▶ Ring ─▶ RingPublisher, DropConsumer,
//     BlockConsumer
//
// The view is small and copied freely; the memory must outlive it. A ring trusts those who share
// its memory to keep the protocol, but whatever stands there, nothing is read or written outside of
// it: shape and mask are taken once, checked, at opening.
#pragma once

#include <new>

#include "feed/ring_layout.h"

namespace holdfast {

template <class Slot>
class Ring {
 public:
  using SlotType = Slot;
  static_assert(sizeof(Slot) % kCacheLineBytes == 0);
  static_assert(sizeof(RingHeader) % alignof(Slot) == 0);

  /// Bytes of memory for that many slots; 0 when it cannot be (a power of two, at least 2).
  static std::size_t bytes_for(std::uint64_t capacity) { return ring_bytes(shape_of(capacity)); }

  /// An empty ring; errors of create_ring (feed/ring_layout.h).
  static Result<Ring> create(std::span<std::byte> memory, std::uint64_t capacity) {
    const auto made = create_ring(memory, shape_of(capacity));
    if (!made) return tl::unexpected(made.error());
    return Ring(**made, capacity);
  }

  /// A ring that somebody created there; errors of open_ring.
  static Result<Ring> open(std::span<std::byte> memory) {
    const auto opened = open_ring(memory, sizeof(Slot), Slot::kKind);
    if (!opened) return tl::unexpected(opened.error());
    const std::uint64_t capacity = (*opened)->shape.capacity;
    // Read again by us: it must be what was checked, whoever else writes there.
    if (ring_bytes(shape_of(capacity)) == 0 || bytes_for(capacity) > memory.size()) {
      return fail(ErrorCode::malformed, "ring: its header changed while it was opened");
    }
    return Ring(**opened, capacity);
  }

  std::uint64_t capacity() const { return mask_ + 1; }
  RingHeader& header() const { return *header_; }
  Slot& slot(std::uint64_t sequence) const { return slots_[sequence & mask_]; }

 private:
  Ring(RingHeader& header, std::uint64_t capacity)
      : header_(&header),
        slots_(std::launder(reinterpret_cast<Slot*>(&header + 1))),
        mask_(capacity - 1) {}

  static RingShape shape_of(std::uint64_t capacity) {
    return {.slot_bytes = sizeof(Slot), .slot_kind = Slot::kKind, .capacity = capacity};
  }

  RingHeader* header_;
  Slot* slots_;
  std::uint64_t mask_;
};

}  // namespace holdfast
