// A hash of two numbers by one multiplication, as wyhash (Wang Yi) has it.
#pragma once

#include <cstdint>

namespace holdfast {

/// Both halves of the product of 128 bits, one upon the other. Each bit of it depends on most bits
/// of both; folded once more by a constant, on all of them.
constexpr std::uint64_t fold_multiply(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// Odd numbers whose bits are half ones; wyhash's.
inline constexpr std::uint64_t kFoldA = 0xa076'1d64'78bd'642fU, kFoldB = 0xe703'7ed1'a0b4'28dbU,
                               kFoldC = 0x8ebc'6af0'9c88'c6e3U;

}  // namespace holdfast
