#include "cdt/cell_codes.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr std::uint64_t kFewEnoughForATable = std::uint64_t{1} << 22;
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Distinct codes with the order in which each came first, by open addressing.
class CodeTable {
 public:
  CodeTable() : slots_(kFirstSlots) {}

  std::uint32_t number_of(std::uint64_t code) {
    if (codes_.size() * 2 >= slots_.size()) grow();
    auto& slot = find(code);
    if (slot.number == kNone) {
      slot = {code, static_cast<std::uint32_t>(codes_.size())};
      codes_.push_back(code);
    }
    return slot.number;
  }

  const std::vector<std::uint64_t>& codes() const { return codes_; }

 private:
  static constexpr std::size_t kFirstSlots = 1024;
  struct Slot {
    std::uint64_t code = 0;
    std::uint32_t number = kNone;
  };

  Slot& find(std::uint64_t code) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = (code * 0x9e3779b97f4a7c15u) >> 20 & mask;
    while (slots_[at].number != kNone && slots_[at].code != code) at = (at + 1) & mask;
    return slots_[at];
  }

  void grow() {
    slots_.assign(slots_.size() * 2, {});
    for (std::uint32_t k = 0; k < codes_.size(); ++k) find(codes_[k]) = {codes_[k], k};
  }

  std::vector<Slot> slots_;
  std::vector<std::uint64_t> codes_;
};

CellCodes number_by_table(const std::vector<std::uint64_t>& codes, std::uint64_t bound) {
  std::vector<std::uint32_t> number(bound, kNone);
  for (const auto code : codes) number[code] = 0;
  CellCodes result;
  for (auto& n : number) {
    if (n != kNone) n = result.cells++;
  }
  result.cell.reserve(codes.size());
  for (const auto code : codes) result.cell.push_back(number[code]);
  return result;
}

CellCodes number_by_hash(const std::vector<std::uint64_t>& codes) {
  CodeTable table;
  CellCodes result;
  result.cell.reserve(codes.size());
  for (const auto code : codes) result.cell.push_back(table.number_of(code));
  auto sorted = table.codes();
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint32_t> rank;
  for (const auto code : table.codes()) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), code);
    rank.push_back(static_cast<std::uint32_t>(place - sorted.begin()));
  }
  for (auto& cell : result.cell) cell = rank[cell];
  result.cells = static_cast<std::uint32_t>(sorted.size());
  return result;
}

}  // namespace

CellCodes cell_codes(std::span<const Factor> factors, std::size_t rows) {
  HOLDFAST_CHECK(rows < kNone);
  std::vector<std::uint64_t> codes(rows);
  std::uint64_t bound = 1;
  const auto number = [&] {
    return bound <= kFewEnoughForATable ? number_by_table(codes, bound) : number_by_hash(codes);
  };
  for (const auto& factor : factors) {
    HOLDFAST_CHECK(factor.codes.size() == rows);
    const std::uint64_t levels = std::max(factor.levels, std::uint32_t{1});
    if (bound > std::numeric_limits<std::uint64_t>::max() / levels) {
      // Too many for 64 bits: those cells that have a row are never more than the rows.
      const auto so_far = number();
      std::copy(so_far.cell.begin(), so_far.cell.end(), codes.begin());
      bound = so_far.cells;
    }
    for (std::size_t i = 0; i < rows; ++i) codes[i] = codes[i] * levels + factor.codes[i];
    bound *= levels;
  }
  return number();
}

}  // namespace holdfast
