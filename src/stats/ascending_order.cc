#include "stats/ascending_order.h"

#include <array>
#include <cstddef>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr int kDigitBits = 11;
constexpr int kDigits = 6;  // 66 bits, of which a key has 64
constexpr std::size_t kDigitValues = std::size_t{1} << kDigitBits;

struct Entry {
  std::uint64_t key;
  std::uint32_t index;
};

std::size_t digit_of(std::uint64_t key, int digit) {
  return (key >> (digit * kDigitBits)) & (kDigitValues - 1);
}

using Counts = std::array<std::uint32_t, kDigitValues>;

/// Stable, which is what keeps equal values by index.
void scatter(const std::vector<Entry>& from, std::vector<Entry>& to, const Counts& counts,
             int digit) {
  Counts next{};
  std::exclusive_scan(counts.begin(), counts.end(), next.begin(), std::uint32_t{0});
  for (const auto& entry : from) to[next[digit_of(entry.key, digit)]++] = entry;
}

}  // namespace

std::vector<std::uint32_t> ascending_order(std::span<const double> values) {
  HOLDFAST_CHECK(values.size() < std::numeric_limits<std::uint32_t>::max());
  std::vector<Entry> entries(values.size()), other(values.size());
  std::vector<Counts> counts(kDigits);
  for (std::size_t i = 0; i < values.size(); ++i) {
    entries[i] = {ascending_key(values[i]), static_cast<std::uint32_t>(i)};
    for (int digit = 0; digit < kDigits; ++digit) {
      ++counts[static_cast<std::size_t>(digit)][digit_of(entries[i].key, digit)];
    }
  }
  for (int digit = 0; digit < kDigits && !entries.empty(); ++digit) {
    const auto& count = counts[static_cast<std::size_t>(digit)];
    if (count[digit_of(entries.front().key, digit)] == entries.size()) continue;
    scatter(entries, other, count, digit);
    entries.swap(other);
  }
  std::vector<std::uint32_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = entries[i].index;
  return order;
}

}  // namespace holdfast
