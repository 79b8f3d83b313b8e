// What the books hold of an order and of a price level: one kind of record of 32 bytes, two in a
// cache line, because a level and its orders are a ring: the level's neighbours are its last and
// its first order. So an order comes and goes without a question whether it is the first or last.
#pragma once

#include "book/book_order.h"
#include "book/slot_pool.h"

namespace holdfast {

struct OrderPart {
  std::uint32_t level : 31;  // the slot of its level
  std::uint32_t is_sell : 1;
  std::uint32_t shares;
  std::uint32_t price;
  std::uint32_t attribution;
};
struct LevelPart {
  std::uint64_t shares;  // of all its orders
  std::uint32_t orders;
};

struct BookRecord {
  std::uint64_t id = 0;            // an order's reference, or level_id()
  std::uint32_t before = kNoSlot;  // who has priority; of a level, its last order
  std::uint32_t behind = kNoSlot;  // of a level, its first order
  union {
    OrderPart order{};
    LevelPart level;
  };

  BookSide order_side() const { return order.is_sell != 0 ? BookSide::sell : BookSide::buy; }
  /// Is the order alone at its price? Both its neighbours are its level then.
  bool is_alone() const { return before == behind; }
  std::uint32_t& free_link() { return behind; }
};
static_assert(sizeof(BookRecord) == 32);

constexpr std::uint64_t level_id(std::uint16_t locate, BookSide side, std::uint32_t price) {
  return (std::uint64_t{locate} << 1U | static_cast<std::uint64_t>(side)) << 32U | price;
}
constexpr std::uint16_t locate_of(const BookRecord& level) {
  return static_cast<std::uint16_t>(level.id >> 33U);
}
constexpr BookSide side_of(const BookRecord& level) {
  return static_cast<BookSide>(level.id >> 32U & 1U);
}
constexpr std::uint32_t price_of(const BookRecord& level) {
  return static_cast<std::uint32_t>(level.id);
}

/// Of two prices of a side, the better has the higher rank; and back.
constexpr std::int32_t rank_of(BookSide side, std::uint32_t price) {
  return static_cast<std::int32_t>((side == BookSide::buy ? price : ~price) ^ 0x8000'0000U);
}
constexpr std::uint32_t price_at(BookSide side, std::int32_t rank) {
  const std::uint32_t price = static_cast<std::uint32_t>(rank) ^ 0x8000'0000U;
  return side == BookSide::buy ? price : ~price;
}

}  // namespace holdfast
