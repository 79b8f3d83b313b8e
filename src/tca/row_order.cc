#include "tca/row_order.h"

#include <algorithm>
#include <bit>
#include <compare>
#include <cstddef>

namespace holdfast {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16U;

struct Entry {
  std::uint64_t hash;
  std::uint32_t row;
};

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29U);
}

std::uint64_t bits_of(const OrderedColumns& columns, std::span<const double> values,
                      std::size_t row) {
  return std::bit_cast<std::uint64_t>(values[columns.kept[row]]);
}

bool is_before(const OrderedColumns& columns, std::uint32_t a, std::uint32_t b) {
  const auto by_code = [&](const Factor& factor) { return factor.codes[a] <=> factor.codes[b]; };
  const auto by_value = [&](std::span<const double> values) {
    return bits_of(columns, values, a) <=> bits_of(columns, values, b);
  };
  std::strong_ordering order = std::strong_ordering::equal;
  const auto differ = [&](const auto& some, const auto& by) {
    return std::ranges::any_of(some, [&](const auto& one) { return (order = by(one)) != 0; });
  };
  const bool is_told = differ(columns.factors, by_code) || differ(columns.numbers, by_value) ||
                       differ(columns.last_factors, by_code) ||
                       differ(columns.last_numbers, by_value);
  return is_told ? order < 0 : a < b;
}

std::vector<std::uint64_t> hashes_of(const OrderedColumns& columns, const ParallelFor& parallel) {
  const std::size_t rows = columns.kept.size();
  std::vector<std::uint64_t> hash(rows);
  parallel((rows + kBlock - 1) / kBlock, [&](std::size_t block) {
    const std::size_t from = block * kBlock, to = std::min(rows, from + kBlock);
    for (const auto& factor : columns.factors) {
      for (std::size_t i = from; i < to; ++i) hash[i] = mixed(hash[i], factor.codes[i]);
    }
    for (const auto& values : columns.numbers) {
      for (std::size_t i = from; i < to; ++i) hash[i] = mixed(hash[i], bits_of(columns, values, i));
    }
  });
  return hash;
}

// Rows by the codes of one factor. Files are mostly sorted by something like it, and then rows stay
// near those that they were near to: what is gathered by this order is gathered faster.
std::vector<Entry> by_factor(const Factor& factor, std::span<const std::uint64_t> hash,
                             std::vector<std::size_t>& end) {
  end.assign(factor.levels + std::size_t{1}, 0);
  for (const auto code : factor.codes) ++end[code + 1];
  for (std::size_t l = 1; l < end.size(); ++l) end[l] += end[l - 1];
  std::vector<Entry> entries(hash.size());
  // After the rows are placed end[l] has moved to where level l ends.
  for (std::uint32_t i = 0; i < hash.size(); ++i) entries[end[factor.codes[i]]++] = {hash[i], i};
  return entries;
}

}  // namespace

std::vector<std::uint32_t> canonical_order(const OrderedColumns& columns,
                                           const ParallelFor& parallel) {
  const auto hash = hashes_of(columns, parallel);
  const std::vector<std::uint32_t> zeros(columns.factors.empty() ? hash.size() : 0);
  const Factor all{zeros, 1};
  const auto most = std::ranges::max_element(columns.factors, {}, &Factor::levels);
  std::vector<std::size_t> end;
  auto entries = by_factor(most == columns.factors.end() ? all : *most, hash, end);
  parallel(end.size() - 1, [&](std::size_t level) {
    const std::size_t from = level == 0 ? 0 : end[level - 1];
    const auto of_level = std::span(entries).subspan(from, end[level] - from);
    std::sort(of_level.begin(), of_level.end(), [&](const Entry& a, const Entry& b) {
      return a.hash != b.hash ? a.hash < b.hash : is_before(columns, a.row, b.row);
    });
  });
  std::vector<std::uint32_t> order(entries.size());
  std::ranges::transform(entries, order.begin(), &Entry::row);
  return order;
}

}  // namespace holdfast
