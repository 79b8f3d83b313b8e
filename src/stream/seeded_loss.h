// SeededLoss: which datagrams of a line are left out, for trying out what clients do about it.
#pragma once

#include <cstdint>

namespace holdfast {

class SeededLoss {
 public:
  /// `share` of the datagrams, from 0 to 1; the same ones for the same seed.
  explicit SeededLoss(double share = 0, std::uint64_t seed = 1)
      : below_(share >= 1 ? UINT64_MAX : static_cast<std::uint64_t>(share * 0x1p64)),
        state_(seed) {}

  /// Is the next one left out?
  bool drops() {
    if (below_ == 0) return false;
    if (next() >= below_) return false;
    ++dropped_;
    return true;
  }
  std::uint64_t dropped() const { return dropped_; }

 private:
  // SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t next() {
    std::uint64_t word = state_ += 0x9e37'79b9'7f4a'7c15;
    word = (word ^ (word >> 30U)) * 0xbf58'476d'1ce4'e5b9;
    word = (word ^ (word >> 27U)) * 0x94d0'49bb'1331'11eb;
    return word ^ (word >> 31U);
  }

  std::uint64_t below_, state_, dropped_ = 0;
};

}  // namespace holdfast
