// The Toeplitz hash of receive-side scaling: for every 1 bit of the input, the 32 bits of the key
// that start at the same position are XORed. Source: Microsoft, "RSS Hashing Functions".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace holdfast {

/// Bytes of key that an input of `input_bytes` needs.
constexpr std::size_t toeplitz_key_bytes(std::size_t input_bytes) { return input_bytes + 4; }

/// 32 bits of `key` from bit `bit` on, counted from the first byte's most significant bit.
/// CHECK: they are all inside the key.
std::uint32_t toeplitz_window(std::span<const std::uint8_t> key, std::size_t bit);

/// The hash, bit by bit. CHECK: the key is long enough for the input.
std::uint32_t toeplitz_hash(std::span<const std::uint8_t> key, std::span<const std::uint8_t> input);

/// The same function for many inputs under one key: a table of 1 KiB per input byte.
class ToeplitzTable {
 public:
  /// Serves inputs of up to `input_bytes`, or as many as the key is long enough for.
  ToeplitzTable(std::span<const std::uint8_t> key, std::size_t input_bytes);

  /// The longest input that it can hash; 0 when the key was too short for any.
  std::size_t input_bytes() const { return rows_.size(); }
  /// CHECK: the input is no longer than input_bytes().
  std::uint32_t hash(std::span<const std::uint8_t> input) const;

 private:
  std::vector<std::array<std::uint32_t, 256>> rows_;
};

}  // namespace holdfast
