#include "rss/toeplitz.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast {

std::uint32_t toeplitz_window(std::span<const std::uint8_t> key, std::size_t bit) {
  const std::size_t first = bit / 8;
  const std::size_t shift = bit % 8;
  HOLDFAST_CHECK(first + 4 + (shift > 0 ? 1 : 0) <= key.size());
  std::uint64_t five_bytes = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    five_bytes = five_bytes << 8 | (first + i < key.size() ? key[first + i] : 0U);
  }
  return static_cast<std::uint32_t>(five_bytes >> (8 - shift));
}

std::uint32_t toeplitz_hash(std::span<const std::uint8_t> key,
                            std::span<const std::uint8_t> input) {
  HOLDFAST_CHECK(key.size() >= toeplitz_key_bytes(input.size()));
  std::uint32_t hash = 0;
  for (std::size_t bit = 0; bit < input.size() * 8; ++bit) {
    if ((input[bit / 8] >> (7 - bit % 8) & 1U) != 0) hash ^= toeplitz_window(key, bit);
  }
  return hash;
}

ToeplitzTable::ToeplitzTable(std::span<const std::uint8_t> key, std::size_t input_bytes) {
  const std::size_t possible = key.size() < 4 ? 0 : key.size() - 4;
  rows_.resize(std::min(input_bytes, possible));
  for (std::size_t byte = 0; byte < rows_.size(); ++byte) {
    auto& row = rows_[byte];
    row[0] = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) {
      row[std::size_t{0x80} >> bit] = toeplitz_window(key, byte * 8 + bit);
    }
    // The hash is linear: a byte's row is the XOR of the rows of its bits.
    for (std::size_t value = 1; value < row.size(); ++value) {
      const std::size_t rest = value & (value - 1);
      row[value] = row[rest] ^ row[value ^ rest];
    }
  }
}

std::uint32_t ToeplitzTable::hash(std::span<const std::uint8_t> input) const {
  HOLDFAST_CHECK(input.size() <= rows_.size());
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i < input.size(); ++i) hash ^= rows_[i][input[i]];
  return hash;
}

}  // namespace holdfast
