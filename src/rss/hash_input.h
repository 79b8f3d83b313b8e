// What a NIC feeds to its RSS hash for a packet, and when two directions of a flow hash alike.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/flow.h"

namespace holdfast {

/// Source address, destination address, then source port and destination port where ports count; in
/// network order. Source: Microsoft, "RSS Hashing Types".
struct HashInput {
  static constexpr std::size_t kMaxBytes = 36;  // two IPv6 addresses and two ports
  std::array<std::uint8_t, kMaxBytes> bytes{};
  std::size_t size = 0;

  std::span<const std::uint8_t> span() const { return {bytes.data(), size}; }
};

/// `transform` is ethtool's input_xfrm by name: "" or "none", "symmetric-xor" (source XOR
/// destination, twice), "symmetric-or-xor" (OR, then XOR). Source: the kernel's
/// include/uapi/linux/ethtool.h, RXH_XFRM_SYM_XOR and RXH_XFRM_SYM_OR_XOR.
/// CHECK: both addresses have 4 or both 16 bytes.
HashInput hash_input(const Endpoint& source, const Endpoint& destination, bool ports,
                     std::string_view transform = {});

/// Is that a transform which makes both directions of a flow hash alike, whatever the key?
bool is_symmetric_transform(std::string_view transform);

/// Does the Toeplitz hash under `key` stay the same when source and destination change places, for
/// addresses of `address_bytes` (4 or 16) with and without ports? False when the key is too short.
bool is_symmetric_key(std::span<const std::uint8_t> key, std::size_t address_bytes);

/// The same for IPv4, and for IPv6 too when the key is long enough for it.
bool is_symmetric_key(std::span<const std::uint8_t> key);

/// The key of `bytes` bytes that repeats the 16-bit `pattern`; it is symmetric.
std::vector<std::uint8_t> repeated_key(std::uint16_t pattern, std::size_t bytes);

/// "6d:5a:…", as `ethtool -X … hkey` takes it.
std::string key_text(std::span<const std::uint8_t> key);

}  // namespace holdfast
