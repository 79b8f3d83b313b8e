// A symmetric hash key that spreads given flows better.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rss/hash_input.h"

namespace holdfast {

struct FoundKey {
  std::vector<std::uint8_t> key;
  std::size_t queues_used = 0;  // queues on which the inputs land under it
};

/// The first key of `key_bytes` bytes, in a fixed order of the 65,534 keys that repeat 16 bits,
/// under which `inputs` land on as many queues as there can be; else the best of those tried. Such
/// a key sees of an input only the XOR of its 16-bit words, so two inputs with the same XOR are
/// never separated. nullopt when there is nothing to hash, or the key is too short for an input.
std::optional<FoundKey> spreading_key(std::span<const HashInput> inputs,
                                      std::span<const std::uint32_t> indirection,
                                      std::size_t key_bytes);

}  // namespace holdfast
