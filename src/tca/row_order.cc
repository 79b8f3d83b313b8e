#include "tca/row_order.h"

#include <algorithm>
#include <bit>

#include "stats/ascending_order.h"

namespace holdfast {
namespace {

constexpr int kKeyBits = 53;  // whole numbers that a double holds
constexpr std::size_t kBlock = std::size_t{1} << 16U;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29U);
}

const FactorColumn* finest_factor(const AnalysisRows& rows) {
  const FactorColumn* finest = nullptr;
  for (const auto& [name, factor] : rows.factors) {
    if (finest == nullptr || factor.levels > finest->levels) finest = &factor;
  }
  return finest;
}

bool is_before(const AnalysisRows& rows, std::uint32_t a, std::uint32_t b) {
  for (const auto& [name, factor] : rows.factors) {
    if (factor.codes[a] != factor.codes[b]) return factor.codes[a] < factor.codes[b];
  }
  for (const auto& [name, values] : rows.numbers) {
    const auto key_a = std::bit_cast<std::uint64_t>(values[a]);
    const auto key_b = std::bit_cast<std::uint64_t>(values[b]);
    if (key_a != key_b) return key_a < key_b;
  }
  return false;
}

// The finest factor's codes stand first because files are mostly sorted by something like it: the
// rows then keep near those that they were near to, which a gather is faster by.
std::vector<double> keys_of(const AnalysisRows& rows, const ParallelFor& parallel) {
  const auto* finest = finest_factor(rows);
  const int bits = kKeyBits - std::bit_width(finest == nullptr ? 0 : finest->levels);
  std::vector<double> keys(rows.rows);
  parallel((rows.rows + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t from = block * kBlock, to = std::min(rows.rows, from + kBlock);
    std::vector<std::uint64_t> hash(to - from);
    for (const auto& [name, factor] : rows.factors) {
      for (std::size_t i = from; i < to; ++i) {
        hash[i - from] = mixed(hash[i - from], factor.codes[i]);
      }
    }
    for (const auto& [name, values] : rows.numbers) {
      for (std::size_t i = from; i < to; ++i) {
        hash[i - from] = mixed(hash[i - from], std::bit_cast<std::uint64_t>(values[i]));
      }
    }
    for (std::size_t i = from; i < to; ++i) {
      const std::uint64_t code = finest == nullptr ? 0 : finest->codes[i];
      keys[i] = static_cast<double>((code << bits) | (hash[i - from] >> (64 - bits)));
    }
  });
  return keys;
}

}  // namespace

std::vector<std::uint32_t> canonical_order(const AnalysisRows& rows, const ParallelFor& parallel) {
  const auto keys = keys_of(rows, parallel);
  auto order = ascending_order(keys);
  for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
    while (to < order.size() && keys[order[to]] == keys[order[from]]) ++to;
    if (to - from == 1) continue;
    const auto same = std::span(order).subspan(from, to - from);
    std::sort(same.begin(), same.end(), [&](std::uint32_t a, std::uint32_t b) {
      if (is_before(rows, a, b)) return true;
      return !is_before(rows, b, a) && a < b;
    });
  }
  return order;
}

}  // namespace holdfast
