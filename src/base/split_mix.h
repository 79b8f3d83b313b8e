// SplitMix64 (Steele, Lea and Flood 2014): pseudo-random numbers that are the same on every machine
// for a seed, and the mix that they come from.
#pragma once

#include <cstdint>

namespace holdfast {

/// David Stafford's Mix13: a bijection of 64 bits whose every output bit depends on every input
/// bit.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58'476d'1ce4'e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d0'49bb'1331'11ebU;
  return x ^ (x >> 31U);
}

class SplitMix64 {
 public:
  explicit constexpr SplitMix64(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() { return mix64(state_ += 0x9e37'79b9'7f4a'7c15U); }
  /// 0 … bound − 1, all but evenly (to 1 in 2^32); 0 when the bound is 0.
  constexpr std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32U) * bound) >> 32U);
  }

 private:
  std::uint64_t state_;
};

}  // namespace holdfast
