#include "rss/hash_input.h"

#include <fmt/format.h>

#include "base/check.h"
#include "rss/toeplitz.h"

namespace holdfast {
namespace {

void append(HashInput& input, std::uint8_t byte) { input.bytes[input.size++] = byte; }

void append_pair(HashInput& input, std::span<const std::uint8_t> source,
                 std::span<const std::uint8_t> destination, std::string_view transform) {
  const bool exclusive = transform == "symmetric-xor";
  const bool inclusive = transform == "symmetric-or-xor";
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::uint8_t first = exclusive   ? source[i] ^ destination[i]
                               : inclusive ? source[i] | destination[i]
                                           : source[i];
    append(input, first);
  }
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::uint8_t second =
        exclusive || inclusive ? source[i] ^ destination[i] : destination[i];
    append(input, second);
  }
}

std::array<std::uint8_t, 2> network_order(std::uint16_t port) {
  return {static_cast<std::uint8_t>(port >> 8), static_cast<std::uint8_t>(port & 0xff)};
}

// Are the `bits` windows from `first` on the same as those from `second` on?
bool same_windows(std::span<const std::uint8_t> key, std::size_t first, std::size_t second,
                  std::size_t bits) {
  for (std::size_t bit = 0; bit < bits; ++bit) {
    if (toeplitz_window(key, first + bit) != toeplitz_window(key, second + bit)) return false;
  }
  return true;
}

constexpr std::size_t tuple_bytes(std::size_t address_bytes) { return 2 * address_bytes + 4; }

}  // namespace

HashInput hash_input(const Endpoint& source, const Endpoint& destination, bool ports,
                     std::string_view transform) {
  const std::size_t bytes = source.address.size();
  HOLDFAST_CHECK(bytes == destination.address.size() && (bytes == 4 || bytes == 16));
  HashInput input;
  append_pair(input, source.address, destination.address, transform);
  if (ports) {
    append_pair(input, network_order(source.port), network_order(destination.port), transform);
  }
  return input;
}

bool is_symmetric_transform(std::string_view transform) {
  return transform == "symmetric-xor" || transform == "symmetric-or-xor";
}

bool is_symmetric_key(std::span<const std::uint8_t> key, std::size_t address_bytes) {
  // By linearity, exchanging two fields keeps the hash for all inputs if and only if each bit of
  // the one field has the window of its counterpart in the other.
  if (key.size() < toeplitz_key_bytes(tuple_bytes(address_bytes))) return false;
  const std::size_t address_bits = 8 * address_bytes;
  return same_windows(key, 0, address_bits, address_bits) &&
         same_windows(key, 2 * address_bits, 2 * address_bits + 16, 16);
}

bool is_symmetric_key(std::span<const std::uint8_t> key) {
  const bool long_enough = key.size() >= toeplitz_key_bytes(tuple_bytes(16));
  return is_symmetric_key(key, 4) && (!long_enough || is_symmetric_key(key, 16));
}

std::vector<std::uint8_t> repeated_key(std::uint16_t pattern, std::size_t bytes) {
  const auto pair = network_order(pattern);
  std::vector<std::uint8_t> key(bytes);
  for (std::size_t i = 0; i < bytes; ++i) key[i] = pair[i % 2];
  return key;
}

std::string key_text(std::span<const std::uint8_t> key) {
  std::string text;
  for (const auto byte : key) text += fmt::format("{}{:02x}", text.empty() ? "" : ":", byte);
  return text;
}

}  // namespace holdfast
