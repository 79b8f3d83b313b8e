// SeededChance: which of many things something befalls, such as the datagrams of a line that are
// left out, for trying out what clients do about it.
#pragma once

#include <cstdint>

#include "base/split_mix.h"

namespace holdfast {

class SeededChance {
 public:
  /// `share` of them, from 0 to 1; the same ones for the same seed.
  explicit SeededChance(double share = 0, std::uint64_t seed = 1)
      : below_(share >= 1 ? UINT64_MAX : static_cast<std::uint64_t>(share * 0x1p64)),
        random_(seed) {}

  /// Does it befall the next one?
  bool happens() {
    if (below_ == 0) return false;
    if (random_.next() >= below_) return false;
    ++times_;
    return true;
  }
  std::uint64_t times() const { return times_; }

 private:
  std::uint64_t below_;
  SplitMix64 random_;
  std::uint64_t times_ = 0;
};

}  // namespace holdfast
