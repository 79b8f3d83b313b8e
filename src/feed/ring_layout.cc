#include "feed/ring_layout.h"

#include <fmt/format.h>

#include <bit>
#include <limits>
#include <memory>
#include <new>

#include "base/check.h"

namespace holdfast {
namespace {

Result<void> fits(std::span<std::byte> memory, std::size_t needed) {
  if (reinterpret_cast<std::uintptr_t>(memory.data()) % kApartBytes != 0) {
    return fail(ErrorCode::usage,
                fmt::format("ring: its memory must begin at a multiple of {} bytes; "
                            "map it, or allocate it so aligned",
                            kApartBytes));
  }
  if (memory.size() < needed) {
    return fail(ErrorCode::usage,
                fmt::format("ring: {} bytes of memory, but it takes {}", memory.size(), needed));
  }
  return {};
}

}  // namespace

std::size_t ring_bytes(const RingShape& shape) {
  constexpr auto kMost = std::numeric_limits<std::size_t>::max() / 2;
  if (shape.slot_bytes == 0 || shape.slot_bytes % kCacheLineBytes != 0) return 0;
  if (shape.capacity < 2 || !std::has_single_bit(shape.capacity)) return 0;
  if (shape.capacity > kMost / shape.slot_bytes) return 0;
  return sizeof(RingHeader) + shape.capacity * shape.slot_bytes;
}

Result<RingHeader*> create_ring(std::span<std::byte> memory, const RingShape& shape) {
  const std::size_t needed = ring_bytes(shape);
  if (needed == 0) {
    return fail(
        ErrorCode::usage,
        fmt::format("ring: {} slots of {} bytes; the slots must be a power of two, at least "
                    "2, their bytes a multiple of {}",
                    shape.capacity, shape.slot_bytes, kCacheLineBytes));
  }
  if (auto fitting = fits(memory, needed); !fitting) return tl::unexpected(fitting.error());
  auto* ring = new (memory.data()) RingHeader{};
  std::uninitialized_fill_n(memory.data() + sizeof(RingHeader), needed - sizeof(RingHeader),
                            std::byte{0});
  ring->layout = kRingLayout;
  ring->shape = shape;
  ring->magic.store(kRingMagic, std::memory_order_release);
  return ring;
}

Result<RingHeader*> open_ring(std::span<std::byte> memory, std::uint32_t slot_bytes,
                              std::uint32_t slot_kind) {
  if (auto fitting = fits(memory, sizeof(RingHeader)); !fitting) {
    return tl::unexpected(fitting.error());
  }
  auto* ring = std::launder(reinterpret_cast<RingHeader*>(memory.data()));
  if (const auto magic = ring->magic.load(std::memory_order_acquire); magic != kRingMagic) {
    return fail(ErrorCode::malformed,
                fmt::format("ring: begins with {:#018x} and not with {:#018x}: "
                            "no ring, or not made yet",
                            magic, kRingMagic));
  }
  if (ring->layout != kRingLayout) {
    return fail(ErrorCode::malformed, fmt::format("ring: layout {}, and this program knows {} only",
                                                  ring->layout, kRingLayout));
  }
  const RingShape shape = ring->shape;
  if (shape.slot_bytes != slot_bytes || shape.slot_kind != slot_kind) {
    return fail(ErrorCode::usage,
                fmt::format("ring: slots of {} bytes and kind {}, opened as {} bytes and kind {}",
                            shape.slot_bytes, shape.slot_kind, slot_bytes, slot_kind));
  }
  const std::size_t needed = ring_bytes(shape);
  if (needed == 0 || needed > memory.size()) {
    return fail(ErrorCode::malformed,
                fmt::format("ring: says {} slots of {} bytes in {} bytes of memory", shape.capacity,
                            shape.slot_bytes, memory.size()));
  }
  return ring;
}

Result<ConsumerRow*> take_row(RingHeader& ring, ConsumerState state, std::uint64_t owner) {
  for (auto& row : ring.rows) {
    auto expected = ConsumerState::free;
    if (!row.state.compare_exchange_strong(expected, ConsumerState::attaching,
                                           std::memory_order_acquire, std::memory_order_relaxed)) {
      continue;
    }
    row.owner.store(owner, std::memory_order_relaxed);
    for (auto* gauge : {&row.messages, &row.lost, &row.most_waiting, &row.ranges_begun, &row.ranges,
                        &row.blocked_ns, &row.blocked_times}) {
      gauge->store(0, std::memory_order_relaxed);
    }
    // One that joins begins where the publisher says (joined_at), one that drops with what is next.
    const bool drops = state == ConsumerState::dropping;
    row.cursor.store(drops ? ring.published.load(std::memory_order_acquire) : 0,
                     std::memory_order_relaxed);
    row.state.store(state, std::memory_order_release);
    ring.membership.fetch_add(1, std::memory_order_release);
    return &row;
  }
  return fail(ErrorCode::failed, fmt::format("ring: all {} rows for consumers are taken; one must "
                                             "leave before another can come",
                                             kMostRingConsumers));
}

void free_row(RingHeader& ring, ConsumerRow& row) {
  row.state.store(ConsumerState::free, std::memory_order_release);
  ring.membership.fetch_add(1, std::memory_order_release);
}

std::size_t free_rows_of(RingHeader& ring, std::uint64_t owner) {
  HOLDFAST_CHECK(owner != 0);
  std::size_t freed = 0;
  for (auto& row : ring.rows) {
    const bool is_taken = row.state.load(std::memory_order_acquire) != ConsumerState::free;
    if (!is_taken || row.owner.load(std::memory_order_relaxed) != owner) continue;
    free_row(ring, row);
    ++freed;
  }
  return freed;
}

}  // namespace holdfast
