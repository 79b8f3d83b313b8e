// QueueSlots: a small number for each rx queue that packets came by, in order of appearance.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace holdfast {

class QueueSlots {
 public:
  static constexpr std::size_t kMost = 64;
  static constexpr std::uint8_t kNone = 0xff;

  /// Packet path. kNone when there are kMost already; the last packet's queue is found at once.
  std::uint8_t slot_of(std::uint32_t queue) {
    if (last_ < size_ && queues_[last_] == queue) return last_;
    for (std::uint8_t slot = 0; slot < size_; ++slot) {
      if (queues_[slot] == queue) return last_ = slot;
    }
    if (size_ == kMost) return kNone;
    queues_[size_] = queue;
    return last_ = size_++;
  }

  /// The queue of each slot.
  std::span<const std::uint32_t> queues() const { return std::span(queues_).first(size_); }

 private:
  std::array<std::uint32_t, kMost> queues_{};
  std::uint8_t size_ = 0, last_ = 0;
};

}  // namespace holdfast
