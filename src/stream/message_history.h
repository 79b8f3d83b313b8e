// MessageHistory: the last messages of one stream, for those who missed them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/sequence_range.h"

namespace holdfast {

/// One thread. Allocates when it is made and never again.
class MessageHistory {
 public:
  static constexpr std::size_t kLeastBytes = 1U << 16U, kLongest = 16'384;

  /// `bytes`, at least kLeastBytes, are for messages with two bytes for each; half as much again is
  /// for finding them. Messages of fewer than 14 bytes on average take the place of longer ones.
  explicit MessageHistory(std::size_t bytes);

  /// The next message, of at most kLongest bytes; the oldest go as it needs their place. A sequence
  /// that is not the next begins anew.
  void append(std::uint64_t sequence, std::span<const std::uint8_t> message);

  /// Holds nothing any more.
  void clear() { held_ = {1, 1}; }

  /// nullopt when it is not held; valid until append().
  std::optional<std::span<const std::uint8_t>> find(std::uint64_t sequence) const;

  SequenceRange held() const { return held_; }

 private:
  std::uint64_t& position_of(std::uint64_t sequence) {
    return positions_[sequence % positions_.size()];
  }

  std::vector<std::uint8_t> bytes_;  // a ring; no message goes over its end
  // Of held messages, by sequence: where in a ring that never ended.
  std::vector<std::uint64_t> positions_;
  std::uint64_t next_position_ = 0;
  SequenceRange held_{1, 1};
};

}  // namespace holdfast
