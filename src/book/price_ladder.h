// The price levels of one side of a book in order, by their ranks alone, and the memory of all
// ladders. Which level has a rank is the index's to say.
//
// Ranks stand sorted, the best last, in chunks of up to 61: four cache lines, which are worked
// through as a whole, since searching would mispredict more than that costs. Most ladders have one
// chunk; those that have more keep a directory of them. So what comes or goes anywhere moves one
// chunk, and now and then a directory: of a million levels in a ladder, some 250 KB.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "book/slot_pool.h"

namespace holdfast {

/// Of two levels of a side, that with the higher rank is the better.
using PriceRank = std::int32_t;

struct PriceLadder {
  std::uint32_t best_chunk = kNoSlot;
  std::uint32_t directory = kNoSlot;
  std::uint32_t levels = 0;
};

class PriceLadders {
 public:
  /// The rank is not there yet.
  void insert(PriceLadder& ladder, PriceRank rank);
  /// It is there.
  void erase(PriceLadder& ladder, PriceRank rank);

  std::optional<PriceRank> best(const PriceLadder& ladder) const {
    if (ladder.best_chunk == kNoSlot) return std::nullopt;
    const Chunk& chunk = chunks_[ladder.best_chunk];
    return chunk.ranks[chunk.count - 1];
  }
  /// Calls visit(PriceRank), the best first.
  template <class Visit>
  void for_each(const PriceLadder& ladder, Visit&& visit) const {
    if (ladder.best_chunk == kNoSlot) return;
    if (ladder.directory == kNoSlot) return chunks_[ladder.best_chunk].for_each(visit);
    const auto& rows = directories_[ladder.directory].rows;
    for (std::size_t i = rows.size(); i-- > 0;) chunks_[rows[i].chunk].for_each(visit);
  }

  /// Fetches the best chunk.
  void prefetch(const PriceLadder& ladder) const {
    if (ladder.best_chunk == kNoSlot) return;
    const auto* bytes = reinterpret_cast<const char*>(&chunks_[ladder.best_chunk]);
    for (std::size_t at = 0; at < sizeof(Chunk); at += 64) __builtin_prefetch(bytes + at, 1);
  }
  void clear();

 private:
  static constexpr std::uint32_t kChunkLevels = 61;
  static constexpr PriceRank kNoRank = std::numeric_limits<PriceRank>::max();  // fills up

  struct alignas(64) Chunk {
    std::uint32_t count = 0;
    std::uint32_t next_free = kNoSlot;
    std::array<PriceRank, kChunkLevels + 1> ranks{};  // the last is always kNoRank
    std::uint32_t& free_link() { return next_free; }

    void insert(PriceRank rank);
    void erase(PriceRank rank);
    void move_to(Chunk& end, std::uint32_t from);
    template <class Visit>
    void for_each(Visit& visit) const {
      for (std::uint32_t i = count; i-- > 0;) visit(ranks[i]);
    }
  };
  static_assert(sizeof(Chunk) == 256);

  /// A chunk has the ranks from its row's on, up to the next row's; the first row's is the least
  /// that there is.
  struct Row {
    PriceRank rank = std::numeric_limits<PriceRank>::min();
    std::uint32_t chunk = kNoSlot;
  };
  struct Directory {
    std::vector<Row> rows;
    std::uint32_t next_free = kNoSlot;
    std::uint32_t& free_link() { return next_free; }
  };

  std::uint32_t row_of(const PriceLadder& ladder, PriceRank rank) const;
  std::uint32_t take_chunk();
  void split(PriceLadder& ladder, std::uint32_t row);
  void merge(PriceLadder& ladder, std::uint32_t row);
  void drop_row(PriceLadder& ladder, std::uint32_t row);
  void insert_by_directory(PriceLadder& ladder, PriceRank rank);
  void erase_by_directory(PriceLadder& ladder, PriceRank rank);

  SlotPool<Chunk> chunks_;
  SlotPool<Directory> directories_;
};

}  // namespace holdfast
