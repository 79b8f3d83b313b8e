// What stands in a ring's memory, before its slots: one header, then one row per consumer.
//
// There is no pointer in it, so it may be mapped anywhere, by several processes of one machine.
// Every datum has one writer (named at the datum); whoever watches the gauges only reads, but for
// `most_waiting`, which it sets back to 0. What is written often by different threads is 128 bytes
// apart: processors fetch lines in pairs. Sequences count events from 0 and never wrap (2^64).
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"

namespace holdfast {

inline constexpr std::size_t kCacheLineBytes = 64;
inline constexpr std::size_t kApartBytes = 128;
inline constexpr std::uint64_t kRingMagic = 0x676e'6972'7466'6468;  // "hdftring", little-endian
inline constexpr std::uint32_t kRingLayout = 1;
inline constexpr std::size_t kMostRingConsumers = 32;
inline constexpr std::size_t kKeptLostRanges = 8;

using RingWord = std::atomic<std::uint64_t>;
static_assert(RingWord::is_always_lock_free && sizeof(RingWord) == 8, "shared between processes");

/// What both sides must agree on.
struct RingShape {
  std::uint32_t slot_bytes = 0;  // a multiple of 64
  std::uint32_t slot_kind = 0;   // Slot::kKind (feed/slot.h)
  std::uint64_t capacity = 0;    // slots; a power of two, at least 2
};

enum class ConsumerState : std::uint64_t {
  free = 0,
  attaching = 1,  // whoever took the row is filling it in
  dropping = 2,
  joining = 3,   // a blocking consumer that the publisher has not seen yet
  blocking = 4,  // gates the publisher
};

struct alignas(kApartBytes) ConsumerRow {
  // Written by the consumer.
  RingWord cursor;        // the next sequence that it will look at
  RingWord messages;      // events handed out
  RingWord lost;          // events that were overwritten before it came to them
  RingWord most_waiting;  // most events found waiting at once, since somebody last read it
  RingWord ranges_begun;  // lost ranges: begun and complete, as `reserved` and `published` below
  RingWord ranges;
  alignas(kCacheLineBytes) std::array<RingWord, 2 * kKeptLostRanges> lost_ranges;  // first, end
  // Written by whoever takes or frees the row; joining → blocking by the publisher.
  alignas(kCacheLineBytes) std::atomic<ConsumerState> state;
  RingWord owner;  // what whoever took it is known by to those who watch; 0: nothing
  // Written by the publisher.
  RingWord joined_at;      // the first sequence of a blocking consumer
  RingWord blocked_ns;     // for how long this consumer held the publisher up
  RingWord blocked_times;  // and how often
};
static_assert(sizeof(ConsumerRow) == 256, "layout 1");

struct RingHeader {
  // Written once; magic last.
  alignas(kApartBytes) RingWord magic;
  std::uint32_t layout;
  RingShape shape;
  // Written by the publisher.
  alignas(kApartBytes) RingWord published;  // sequences below are whole
  alignas(kApartBytes) RingWord reserved;   // sequences from here on have not been begun
  alignas(kApartBytes) RingWord blocked_ns;
  RingWord blocked_times;
  // One more whenever a consumer comes or goes.
  alignas(kApartBytes) RingWord membership;
  // Consumers that sleep until something is published (net/idle.h).
  alignas(kCacheLineBytes) RingWord parked;
  std::array<ConsumerRow, kMostRingConsumers> rows;
};
static_assert(sizeof(RingHeader) == 640 + 256 * kMostRingConsumers, "layout 1");

/// Bytes of a ring with its slots; 0 for a shape that cannot be.
std::size_t ring_bytes(const RingShape& shape);

/// Makes an empty ring of zeroes and a header. usage: the shape cannot be, or the memory is too
/// small or not aligned to 128 bytes. Nobody may use the memory meanwhile.
Result<RingHeader*> create_ring(std::span<std::byte> memory, const RingShape& shape);

/// The ring that stands in the memory. malformed: it is no ring, of another layout, or says more
/// slots than the memory has; usage: a ring of other slots than `slot_bytes` and `slot_kind`.
Result<RingHeader*> open_ring(std::span<std::byte> memory, std::uint32_t slot_bytes,
                              std::uint32_t slot_kind);

/// Takes a free row for a consumer that drops or joins, its gauges at 0. failed: none is free.
Result<ConsumerRow*> take_row(RingHeader& ring, ConsumerState state, std::uint64_t owner = 0);
void free_row(RingHeader& ring, ConsumerRow& row);
/// Gives back the rows of a process that died with them, and sets the publisher free that waited
/// for it; from any process. How many there were. `owner` is not 0, and must not be alive: the
/// publisher would write to slots that it reads.
std::size_t free_rows_of(RingHeader& ring, std::uint64_t owner);

}  // namespace holdfast
