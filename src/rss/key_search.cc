#include "rss/key_search.h"

#include <algorithm>
#include <bit>
#include <set>

#include "rss/collision.h"
#include "rss/toeplitz.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxTrials = 4096;

// All windows of a key that repeats 16 bits repeat with the same period, and the hash is linear: it
// depends on the XOR of the input's words alone.
std::uint16_t folded(const HashInput& input) {
  std::uint16_t fold = 0;
  for (std::size_t i = 0; i + 1 < input.size; i += 2) {
    fold = static_cast<std::uint16_t>(fold ^ (input.bytes[i] << 8 | input.bytes[i + 1]));
  }
  return fold;
}

std::uint32_t hash_of_fold(std::uint16_t pattern, std::uint16_t fold) {
  std::uint16_t half = 0;
  for (int bit = 0; bit < 16; ++bit) {
    if ((fold >> (15 - bit) & 1) != 0)
      half = static_cast<std::uint16_t>(half ^ std::rotl(pattern, bit));
  }
  return static_cast<std::uint32_t>(half) << 16 | half;
}

}  // namespace

std::optional<FoundKey> spreading_key(std::span<const HashInput> inputs,
                                      std::span<const std::uint32_t> indirection,
                                      std::size_t key_bytes) {
  if (inputs.empty() || indirection.empty()) return std::nullopt;
  std::vector<std::uint16_t> folds;
  for (const auto& input : inputs) {
    if (key_bytes < toeplitz_key_bytes(input.size)) return std::nullopt;
    folds.push_back(folded(input));
  }
  const std::size_t possible = std::min(inputs.size(), buckets_of(indirection).size());
  std::uint16_t best_pattern = 0;
  std::size_t best = 0;
  std::uint16_t pattern = 0x6d5a;  // the customary one first
  for (std::size_t trial = 0; trial < kMaxTrials && best < possible; ++trial) {
    if (pattern != 0 && pattern != 0xffff) {
      std::set<std::uint32_t> queues;
      for (const auto fold : folds) {
        queues.insert(indirection[hash_of_fold(pattern, fold) % indirection.size()]);
      }
      if (queues.size() > best) {
        best = queues.size();
        best_pattern = pattern;
      }
    }
    pattern = static_cast<std::uint16_t>(pattern * 25173U + 13849U);  // full period modulo 65,536
  }
  return FoundKey{repeated_key(best_pattern, key_bytes), best};
}

}  // namespace holdfast
