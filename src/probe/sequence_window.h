// SequenceWindow: which sequence numbers were seen, exactly for the last 65,536 of them.
#pragma once

#include <array>
#include <cstdint>

namespace holdfast {

/// A bit a number, 8 KiB. Numbers are below 2^63.
class SequenceWindow {
 public:
  static constexpr std::uint64_t kSize = 65'536;

  enum class Seen {
    in_order,   // higher than any before
    late,       // lower than one before, and new
    duplicate,  // seen before
    too_late    // kSize or more behind the highest: late, and perhaps a duplicate
  };
  /// Packet path: no allocation; constant time but for gaps, a word of bits per 64 of them.
  Seen take(std::uint64_t sequence);
  /// One over the highest number taken; 0 before the first.
  std::uint64_t next() const { return next_; }

 private:
  void forget(std::uint64_t first, std::uint64_t end);
  static constexpr std::uint64_t kWordBits = 64;
  std::array<std::uint64_t, kSize / kWordBits> words_{};
  std::uint64_t next_ = 0;
};

}  // namespace holdfast
