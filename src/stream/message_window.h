// MessageWindow: messages that came before their turn, by sequence number, bounded in count and
// bytes. A slot keeps its memory, so that nothing is allocated once all have been used.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace holdfast {

class MessageWindow {
 public:
  /// `most_messages` is rounded up to a power of two.
  MessageWindow(std::size_t most_messages, std::size_t most_bytes);

  /// Empties it; from now on it takes [base, base + capacity()).
  void begin(std::uint64_t base);
  std::uint64_t base() const { return base_; }
  std::uint64_t capacity() const { return slots_.size(); }

  bool reaches(std::uint64_t sequence) const {
    return sequence >= base_ && sequence - base_ < slots_.size();
  }
  bool has_room() const { return bytes_ < most_bytes_; }
  /// Keeps a copy, also beyond the bytes' bound: the caller asks has_room(). false: it does not
  /// reach so far, or has that one.
  bool put(std::uint64_t sequence, std::span<const std::uint8_t> message);
  bool holds(std::uint64_t sequence) const;
  /// Of one that it holds; until the next call that is not const.
  std::span<const std::uint8_t> at(std::uint64_t sequence) const;
  /// Forgets those before `base`, and moves on. How many there were.
  std::uint64_t drop_before(std::uint64_t base);
  /// Begins at `base`, which is before base(). What it does not reach any more is forgotten.
  void reach_back(std::uint64_t base);

  std::uint64_t messages() const { return messages_; }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Slot {
    bool is_held = false;
    std::vector<std::uint8_t> bytes;
  };
  Slot& slot(std::uint64_t sequence) { return slots_[sequence & (slots_.size() - 1)]; }
  const Slot& slot(std::uint64_t sequence) const { return slots_[sequence & (slots_.size() - 1)]; }
  void clear(Slot& slot);

  std::vector<Slot> slots_;
  std::size_t most_bytes_, bytes_ = 0;
  std::uint64_t base_ = 1, messages_ = 0;
};

}  // namespace holdfast
