#include "book/price_ladder.h"

namespace holdfast {

// Behind its place each rank moves up by one. Without a branch, and so that it is vectorised.
void PriceLadders::Chunk::insert(PriceRank rank) {
  const auto was = ranks;
  ranks[0] = std::min(was[0], rank);
  for (std::size_t i = 1; i < kChunkLevels; ++i) {
    const PriceRank moved = was[i - 1] > rank ? was[i - 1] : rank;
    ranks[i] = was[i] < moved ? was[i] : moved;
  }
  ++count;
}

void PriceLadders::Chunk::erase(PriceRank rank) {
  const auto was = ranks;
  for (std::size_t i = 0; i < kChunkLevels; ++i) {
    const PriceRank here = was[i], above = was[i + 1];
    ranks[i] = here < rank ? here : above;
  }
  --count;
}

// What is at `from` and behind it goes to the end of `end`.
void PriceLadders::Chunk::move_to(Chunk& end, std::uint32_t from) {
  std::copy(ranks.begin() + from, ranks.begin() + count, end.ranks.begin() + end.count);
  end.count += count - from;
  std::fill(ranks.begin() + from, ranks.begin() + count, kNoRank);
  count = from;
}

std::uint32_t PriceLadders::take_chunk() {
  const std::uint32_t slot = chunks_.take();
  chunks_[slot].count = 0;
  chunks_[slot].ranks.fill(kNoRank);
  return slot;
}

void PriceLadders::insert(PriceLadder& ladder, PriceRank rank) {
  ++ladder.levels;
  if (ladder.best_chunk == kNoSlot) [[unlikely]]
    ladder.best_chunk = take_chunk();
  if (ladder.directory == kNoSlot && chunks_[ladder.best_chunk].count < kChunkLevels) [[likely]] {
    chunks_[ladder.best_chunk].insert(rank);
  } else {
    insert_by_directory(ladder, rank);
  }
}

void PriceLadders::insert_by_directory(PriceLadder& ladder, PriceRank rank) {
  if (ladder.directory == kNoSlot) {
    ladder.directory = directories_.take();
    directories_[ladder.directory].rows.assign(1, Row{.chunk = ladder.best_chunk});
  }
  const auto& rows = directories_[ladder.directory].rows;
  std::uint32_t row = row_of(ladder, rank);
  if (chunks_[rows[row].chunk].count == kChunkLevels) {
    split(ladder, row);
    row = row_of(ladder, rank);
  }
  chunks_[rows[row].chunk].insert(rank);
}

std::uint32_t PriceLadders::row_of(const PriceLadder& ladder, PriceRank rank) const {
  const auto& rows = directories_[ladder.directory].rows;
  const auto behind = std::ranges::upper_bound(rows, rank, {}, &Row::rank);
  return static_cast<std::uint32_t>(behind - rows.begin() - 1);
}

// The upper half goes to a chunk of its own.
void PriceLadders::split(PriceLadder& ladder, std::uint32_t row) {
  const std::uint32_t upper = take_chunk();
  auto& rows = directories_[ladder.directory].rows;
  chunks_[rows[row].chunk].move_to(chunks_[upper], kChunkLevels / 2);
  rows.insert(rows.begin() + row + 1, Row{chunks_[upper].ranks[0], upper});
  ladder.best_chunk = rows.back().chunk;
}

void PriceLadders::erase(PriceLadder& ladder, PriceRank rank) {
  --ladder.levels;
  if (ladder.directory != kNoSlot) [[unlikely]]
    return erase_by_directory(ladder, rank);
  Chunk& chunk = chunks_[ladder.best_chunk];
  chunk.erase(rank);
  if (chunk.count != 0) return;
  chunks_.give(ladder.best_chunk);
  ladder.best_chunk = kNoSlot;
}

void PriceLadders::erase_by_directory(PriceLadder& ladder, PriceRank rank) {
  const std::uint32_t row = row_of(ladder, rank);
  Chunk& chunk = chunks_[directories_[ladder.directory].rows[row].chunk];
  chunk.erase(rank);
  if (chunk.count < kChunkLevels / 4) merge(ladder, row);
}

// A row with few ranks and a neighbour of it become one where both fit well, so that the chunks of
// a ladder stay in proportion to its levels; an empty one always does.
void PriceLadders::merge(PriceLadder& ladder, std::uint32_t row) {
  const auto& rows = directories_[ladder.directory].rows;
  const auto fits = [&](std::uint32_t lower) {
    const std::uint32_t here = chunks_[rows[lower].chunk].count;
    const std::uint32_t above = chunks_[rows[lower + 1].chunk].count;
    return here == 0 || above == 0 || here + above <= kChunkLevels * 3 / 4;
  };
  if (row > 0 && fits(row - 1)) {
    drop_row(ladder, row);
  } else if (row + 1 < rows.size() && fits(row)) {
    drop_row(ladder, row + 1);
  }
}

// Its ranks go to the row below.
void PriceLadders::drop_row(PriceLadder& ladder, std::uint32_t row) {
  auto& rows = directories_[ladder.directory].rows;
  const std::uint32_t chunk = rows[row].chunk;
  chunks_[chunk].move_to(chunks_[rows[row - 1].chunk], 0);
  chunks_.give(chunk);
  rows.erase(rows.begin() + row);
  ladder.best_chunk = rows.back().chunk;
  if (rows.size() > 1) return;
  directories_.give(ladder.directory);
  ladder.directory = kNoSlot;
}

void PriceLadders::clear() {
  chunks_.clear();
  directories_.clear();
}

}  // namespace holdfast
