// Numbers in network order at a place in bytes. The caller has looked that they are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace holdfast {

inline std::uint16_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

}  // namespace holdfast
