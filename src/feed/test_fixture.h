// Memory for rings, and events that show when they are torn.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "feed/ring.h"
#include "feed/ring_memory.h"
#include "feed/slot.h"

namespace holdfast {

template <class Slot>
struct TestRing {
  explicit TestRing(std::uint64_t capacity)
      : memory(Ring<Slot>::bytes_for(capacity)),
        ring(*Ring<Slot>::create(memory.span(), capacity)) {}
  RingMemory memory;
  Ring<Slot> ring;
};

/// Every word is another function of the sequence, so a mixture of two events is none.
template <std::size_t Bytes>
struct CheckedEvent {
  std::array<std::uint64_t, Bytes / 8> words;

  static std::uint64_t word_of(std::uint64_t sequence, std::size_t i) {
    return (sequence + 1) * (0x9e37'79b9'7f4a'7c15 + 2 * i) ^ i;
  }
  static CheckedEvent of(std::uint64_t sequence) {
    CheckedEvent out;
    for (std::size_t i = 0; i < out.words.size(); ++i) out.words[i] = word_of(sequence, i);
    return out;
  }
  bool is_of(std::uint64_t sequence) const {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] != word_of(sequence, i)) return false;
    }
    return true;
  }
};

}  // namespace holdfast
