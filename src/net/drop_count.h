// DropCount: the kernel's 32-bit count of a socket's drops, extended to 64 bits. Pure.
#pragma once

#include <cstdint>

namespace holdfast {

class DropCount {
 public:
  /// The kernel's count stands at `count`. One that lies behind the last is passed over: packets
  /// queued by two CPUs may carry theirs the other way round.
  void saw(std::uint32_t count) {
    const std::uint32_t news = count - last_;
    if (news >= 0x80000000) return;
    last_ = count;
    total_ += news;
  }
  std::uint64_t total() const { return total_; }

 private:
  std::uint32_t last_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace holdfast
