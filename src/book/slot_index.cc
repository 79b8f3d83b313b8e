#include "book/slot_index.h"

#include <algorithm>
#include <utility>

namespace holdfast {
namespace {

constexpr std::size_t kMeanInLine = 3;  // at most: then 1 % of the lines would have more than seven

}  // namespace

SlotIndex::SlotIndex(std::size_t expected, std::uint64_t seed, unsigned row_bits)
    : seed_(mix64(seed)), row_bits_(row_bits) {
  resize(std::bit_ceil(std::max<std::size_t>(expected / kMeanInLine, 2)));
}

void SlotIndex::resize(std::size_t lines) {
  lines_.assign(lines, {});
  mask_ = lines - 1;
  most_ = lines * kMeanInLine;
  shift_ = 64U - static_cast<unsigned>(std::countr_zero(lines));
}

// The new key of the record that is to come.
SlotIndex::Key SlotIndex::grow(const BookRecord* records, std::uint32_t slot) {
  const auto old = std::exchange(lines_, {});
  resize(2 * old.size());
  for (const Line& line : old) {
    for (unsigned i = 0; i < kLanes; ++i) {
      if (line.tags[i] != 0) place(key_of(records[line.slots[i]].id), line.slots[i]);
    }
  }
  return key_of(records[slot].id);
}

std::size_t SlotIndex::passed() const {
  std::size_t sum = 0;
  for (const Line& line : lines_) sum += line.passed();
  return sum;
}

void SlotIndex::clear() {
  std::ranges::fill(lines_, Line{});
  count_ = 0;
}

}  // namespace holdfast
