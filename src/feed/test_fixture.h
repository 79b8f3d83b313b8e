// Memory for rings, and events that show when they are torn.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

#include "feed/ring.h"
#include "feed/slot.h"

namespace holdfast {

class RingMemory {
 public:
  explicit RingMemory(std::size_t bytes)
      : bytes_(bytes), memory_(::operator new(bytes, std::align_val_t{kApartBytes})) {}
  std::span<std::byte> span() const { return {static_cast<std::byte*>(memory_.get()), bytes_}; }

 private:
  struct Free {
    void operator()(void* memory) const {
      ::operator delete(memory, std::align_val_t{kApartBytes});
    }
  };
  std::size_t bytes_;
  std::unique_ptr<void, Free> memory_;
};

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
