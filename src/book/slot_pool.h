// Records with indices of 32 bits in one piece of memory. The one that was given back last is taken
// next, as it is still in the cache.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace holdfast {

inline constexpr std::uint32_t kNoSlot = std::numeric_limits<std::uint32_t>::max();

/// T has a `std::uint32_t& free_link()`, which is the pool's while the record is not taken.
template <class T>
class SlotPool {
 public:
  void reserve(std::size_t count) { slots_.reserve(count); }

  /// Its contents are left over; pointers to others are void.
  std::uint32_t take() {
    if (free_ == kNoSlot) [[unlikely]] {
      slots_.emplace_back();
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_;
    free_ = slots_[slot].free_link();
    return slot;
  }
  void give(std::uint32_t slot) {
    slots_[slot].free_link() = free_;
    free_ = slot;
  }
  void clear() {
    slots_.clear();
    free_ = kNoSlot;
  }

  T& operator[](std::uint32_t slot) { return slots_[slot]; }
  const T& operator[](std::uint32_t slot) const { return slots_[slot]; }
  bool has(std::uint32_t slot) const { return slot < slots_.size(); }
  const T* begin() const { return slots_.data(); }

 private:
  std::vector<T> slots_;
  std::uint32_t free_ = kNoSlot;
};

}  // namespace holdfast
