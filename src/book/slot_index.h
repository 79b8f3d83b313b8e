// Finds the record of an id: a hash of cache lines, each with up to seven entries, and a count of
// the entries that would be there but for want of room (as Folly's F14 has it). All entries of a
// line are compared at once, so what is there and what is not are found with hardly a branch that
// could be mispredicted, nothing is moved when one is erased, and a record is looked at only when
// 29 bits of the hash agree.
//
// Who knows the seed can make up ids that all fall into one line. Give a random one where the feed
// may be forged.
#pragma once

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <vector>

#include "base/split_mix.h"
#include "book/book_record.h"

namespace holdfast {

class SlotIndex {
 public:
  /// Ids that differ in their lowest `row_bits` (at most 2) share a line: an exchange counts
  /// references upward, so that a new order mostly finds its line in the cache.
  SlotIndex(std::size_t expected, std::uint64_t seed, unsigned row_bits);

  /// Where an id is looked for.
  struct Key {
    std::size_t line = 0;
    std::uint32_t tag = 0;  // never 0
  };
  Key key_of(std::uint64_t id) const {
    const std::uint64_t hash = mix64((id >> row_bits_) + seed_);
    const std::uint64_t in_row = id & ((1U << row_bits_) - 1);
    return {hash >> shift_, static_cast<std::uint32_t>(hash << 3U | in_row << 1U | 1U)};
  }

  /// kNoSlot: it is not there.
  std::uint32_t find(Key key, std::uint64_t id, const BookRecord* records) const {
    for (std::size_t at = key.line;; at = (at + 1) & mask_) {
      const Line& line = lines_[at];
      for (std::uint32_t hits = line.lanes_of(key.tag); hits != 0; hits &= hits - 1) {
        const std::uint32_t slot = line.slots[lane(hits)];
        if (records[slot].id == id) [[likely]]
          return slot;
      }
      if (line.passed() == 0) [[likely]]
        return kNoSlot;
    }
  }

  /// The id, whose key it is, is not there yet; its record has it.
  void insert(Key key, std::uint32_t slot, const BookRecord* records) {
    if (++count_ > most_) [[unlikely]]
      key = grow(records, slot);
    place(key, slot);
  }
  /// The id is there, with this slot.
  void erase(Key key, std::uint32_t slot) {
    --count_;
    for (std::size_t at = key.line;; at = (at + 1) & mask_) {
      Line& line = lines_[at];
      for (std::uint32_t hits = line.lanes_of(key.tag); hits != 0; hits &= hits - 1) {
        if (line.slots[lane(hits)] != slot) [[unlikely]]
          continue;
        line.tags[lane(hits)] = 0;
        return;
      }
      --line.passed();
    }
  }
  void clear();
  std::size_t size() const { return count_; }
  /// Steps that searches take beyond their own lines, for all that is there. O(lines).
  std::size_t passed() const;

  /// Fetches what find() looks at first.
  void prefetch(Key key) const { __builtin_prefetch(&lines_[key.line], 1); }
  /// The slot that it most likely has, by the hash alone; kNoSlot: most likely it is not there.
  std::uint32_t guess(Key key) const {
    const Line& line = lines_[key.line];
    const std::uint32_t hits = line.lanes_of(key.tag);
    const std::uint32_t slot = line.slots[lane(hits | 1U << kLanes)];
    return hits == 0 ? kNoSlot : slot;
  }

 private:
  static constexpr unsigned kLanes = 7;

  struct alignas(64) Line {
    std::array<std::uint32_t, kLanes + 1> tags{};  // 0: the lane is empty. The last: passed()
    std::array<std::uint32_t, kLanes + 1> slots{};

    std::uint32_t& passed() { return tags[kLanes]; }
    std::uint32_t passed() const { return tags[kLanes]; }
    std::uint32_t lanes_of(std::uint32_t tag) const;
  };
  static unsigned lane(std::uint32_t hits) { return static_cast<unsigned>(std::countr_zero(hits)); }
  void place(Key key, std::uint32_t slot) {
    for (std::size_t at = key.line;; at = (at + 1) & mask_) {
      Line& line = lines_[at];
      const std::uint32_t empty = line.lanes_of(0);
      if (empty != 0) [[likely]] {
        line.tags[lane(empty)] = key.tag;
        line.slots[lane(empty)] = slot;
        return;
      }
      ++line.passed();
    }
  }
  void resize(std::size_t lines);
  Key grow(const BookRecord* records, std::uint32_t slot);

  std::uint64_t seed_;
  unsigned row_bits_;
  unsigned shift_ = 0;
  std::vector<Line> lines_;  // a power of two of them, at most 2^29
  std::size_t mask_ = 0, most_ = 0, count_ = 0;
};

// A bit for each lane with this tag.
inline std::uint32_t SlotIndex::Line::lanes_of(std::uint32_t tag) const {
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi32(static_cast<int>(tag));
  const auto equal = [&](const std::uint32_t* four) {
    return _mm_cmpeq_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(four)), wanted);
  };
  const __m128i both = _mm_packs_epi32(equal(tags.data()), equal(tags.data() + 4));
  const auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(both, both)));
  return bits & ((1U << kLanes) - 1);
#else
  std::uint32_t hits = 0;
  for (unsigned i = 0; i < kLanes; ++i) hits |= (tags[i] == tag ? 1U : 0U) << i;
  return hits;
#endif
}

}  // namespace holdfast
