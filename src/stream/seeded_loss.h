// SeededLoss: which datagrams of a line are left out, for trying out what clients do about it.
#pragma once

#include <cstdint>

#include "base/split_mix.h"

namespace holdfast {

class SeededLoss {
 public:
  /// `share` of the datagrams, from 0 to 1; the same ones for the same seed.
  explicit SeededLoss(double share = 0, std::uint64_t seed = 1)
      : below_(share >= 1 ? UINT64_MAX : static_cast<std::uint64_t>(share * 0x1p64)),
        random_(seed) {}

  /// Is the next one left out?
  bool drops() {
    if (below_ == 0) return false;
    if (random_.next() >= below_) return false;
    ++dropped_;
    return true;
  }
  std::uint64_t dropped() const { return dropped_; }

 private:
  std::uint64_t below_;
  SplitMix64 random_;
  std::uint64_t dropped_ = 0;
};

}  // namespace holdfast
