// Numbers in network order at a place in bytes. The caller has looked that they are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace holdfast {

inline std::uint16_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

/// The lower 16 bits of `word`.
inline void put_word(std::span<std::uint8_t> bytes, std::size_t at, std::size_t word) {
  bytes[at] = static_cast<std::uint8_t>(word >> 8U);
  bytes[at + 1] = static_cast<std::uint8_t>(word);
}

}  // namespace holdfast
