// What the threads of a gateway tell about themselves while they run. Each word has one writer, the
// thread that it is of; whoever watches reads it at any time, and sets the longest turn back to 0.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/sequence_range.h"
#include "feed/ring_layout.h"

namespace holdfast {

/// Adds to a word of the calling thread's own.
inline void add_to(RingWord& word, std::uint64_t more) {
  word.store(word.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
}
inline void set_to(RingWord& word, std::uint64_t value) {
  word.store(value, std::memory_order_relaxed);
}
inline std::uint64_t value_in(const RingWord& word) { return word.load(std::memory_order_relaxed); }

struct alignas(kApartBytes) ThreadGauges {
  std::atomic<int> tid = 0;
  RingWord turns = 0;                // in which there was something to do
  RingWord turns_ns = 0;             // they took, together
  RingWord longest_ns = 0;           // the longest of them since it was last read
  RingWord messages = 0, bytes = 0;  // bytes of datagrams, of a delta thread

  void note_turn(std::int64_t took_ns) {
    const auto ns = static_cast<std::uint64_t>(took_ns > 0 ? took_ns : 0);
    add_to(turns, 1);
    add_to(turns_ns, ns);
    if (ns > value_in(longest_ns)) set_to(longest_ns, ns);
  }
};

struct alignas(kApartBytes) StreamGauges {
  /// By the application thread, after the event is published: the sequence that comes next.
  RingWord next_sequence = 1;
  // By the delta thread.
  alignas(kApartBytes) RingWord messages = 0;
  RingWord datagrams = 0, bytes = 0, heartbeats = 0, lost = 0, lost_ranges = 0;
  RingWord left_out = 0;  // datagrams, by --loss
  /// By the snapshot thread: of the books, now and then and at the end.
  alignas(kApartBytes) RingWord digest = 0;
  RingWord orders = 0;
};

/// What is wrong with a message that the source brought.
enum class MessageFault : std::uint8_t { unknown_type, wrong_length };
inline constexpr std::size_t kMessageFaults = 2;
inline constexpr std::string_view kMessageFaultNames[] = {"unknown_type", "wrong_length"};

struct alignas(kApartBytes) ApplicationGauges {
  RingWord messages = 0;   // taken, malformed ones too
  RingWord no_stream = 0;  // of stocks that no stream carries
  std::array<RingWord, kMessageFaults> malformed{};
};

struct alignas(kApartBytes) SendGauges {  // of one delta thread
  RingWord calls = 0, refused = 0;
  RingWord last_error = 0;
};

struct alignas(kApartBytes) SnapshotGauges {
  RingWord sessions = 0;  // open now
  RingWord opened = 0, images = 0, overflowed = 0, refused = 0, bytes = 0;
  RingWord requests = 0, answered = 0, replies = 0;
};

/// Something that happened once and is to be told: from a thread to whoever writes the log.
struct ServeNote {
  enum class Kind : std::uint64_t { lost, malformed };
  Kind kind = Kind::lost;
  std::uint64_t stream = 0;                        // of lost
  SequenceRange range;                             // of lost
  std::uint64_t fault = 0;                         // MessageFault
  std::uint64_t type = 0, length = 0, number = 0;  // of malformed: which message of the source
};
static_assert(sizeof(ServeNote) == 64);

}  // namespace holdfast
