// The XOR hash of receive-side scaling, where it is known what a device computes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace holdfast {

/// All bytes of the input, XORed.
std::uint8_t xor8_hash(std::span<const std::uint8_t> input);

/// Is a hash function known well enough to foretell a bucket of a table of so many? `function` as
/// ethtool names it; "" counts as toeplitz.
///
/// mlx5_core's xor: "The ConnectX-4 HW implements inverted XOR8. To make it act as XOR we re-order
/// the HW RSS indirection table" (Linux, 2be6967cdbc9, "net/mlx5e: Support ETH_RSS_HASH_XOR"): the
/// driver writes the table's entries in the order of their bit-reversed places, and shows it as it
/// was set. Eight bits reversed are a place in a table of 256, and in no other. No datasheet says
/// so (doubt_of_hash, rss/hash_in_use.h).
///
/// Unknown: xor of mlx4_en, hns3, hinic and nfp, of which nothing but the name was found (hns3 has
/// it by default from revision 0x21 on); crc32
/// of ena, whose hashes are no CRC-32 of the usual kind (github.com/amzn/amzn-drivers/issues/109),
/// and of others.
bool is_known_hash(std::string_view driver, std::string_view function, std::size_t buckets);

}  // namespace holdfast
