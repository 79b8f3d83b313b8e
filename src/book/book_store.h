// The memory of all books of a BookSet, and what can be done to it: an order comes, goes, or loses
// shares, with its level, its neighbours by priority and the digest kept right. That what is asked
// for makes sense has been seen to by the caller (book/book_set.h).
//
// A message touches few cache lines: of the index of orders or levels, the order, its neighbours
// and its level, the stock. A ladder, which has the levels in order, is touched only when a level
// comes or goes.
#pragma once

#include "book/book_digest.h"
#include "book/kept_messages.h"
#include "book/price_ladder.h"
#include "book/slot_index.h"

namespace holdfast {

/// A stock's book: what a message needs of it is in one cache line.
struct alignas(64) StockRecord {
  std::uint64_t name = 0;                // its eight letters, while is_known()
  std::array<std::uint64_t, 2> salts{};  // the digest's, by side
  std::uint64_t digest = 0;
  std::uint32_t orders = 0;
  bool has_state = false;
  std::array<PriceLadder, 2> ladders;  // by side

  bool is_known() const { return orders != 0 || has_state; }
  PriceLadder& ladder(BookSide side) { return ladders[static_cast<std::size_t>(side)]; }
  const PriceLadder& ladder(BookSide side) const { return ladders[static_cast<std::size_t>(side)]; }
};
static_assert(sizeof(StockRecord) == 64);

class BookStore {
 public:
  BookStore(std::size_t expected_orders, std::uint64_t hash_seed);

  std::size_t orders() const { return order_index_.size(); }
  std::size_t stocks() const { return stocks_.size(); }  // all locates are below
  std::uint64_t digest() const { return digest_; }

  /// The stock's record, made when it is new. nullptr: the locate has another name.
  StockRecord* claim(std::uint16_t locate, std::uint64_t name) {
    if (locate < stocks_.size() && stocks_[locate].is_known()) [[likely]] {
      return stocks_[locate].name == name ? &stocks_[locate] : nullptr;
    }
    return &name_stock(locate, name);
  }
  const StockRecord* stock(std::uint16_t locate) const {
    return locate < stocks_.size() ? &stocks_[locate] : nullptr;
  }
  const StockState& state(std::uint16_t locate) const { return states_[locate]; }
  void keep_state(std::uint16_t locate, StateSlot slot, std::span<const std::uint8_t> message);
  const KeptPositions& positions() const { return positions_; }
  void keep_position(std::uint16_t locate, std::uint32_t mpid,
                     std::span<const std::uint8_t> message);

  /// The order's slot; kNoSlot: it is not live.
  std::uint32_t find(SlotIndex::Key key, std::uint64_t reference) const {
    return order_index_.find(key, reference, records_.begin());
  }
  SlotIndex::Key key_of(std::uint64_t reference) const { return order_index_.key_of(reference); }
  /// The level's slot; kNoSlot: there is no order at this price.
  std::uint32_t find_level(std::uint16_t locate, BookSide side, std::uint32_t price) const {
    const std::uint64_t id = level_id(locate, side, price);
    return level_index_.find(level_index_.key_of(id), id, records_.begin());
  }
  /// Of an order or a level.
  const BookRecord& record(std::uint32_t slot) const { return records_[slot]; }
  const PriceLadders& ladders() const { return ladders_; }

  /// `key` is that of the order's reference.
  void insert(std::uint16_t locate, const BookOrder& order, SlotIndex::Key key);
  void erase(std::uint32_t slot, SlotIndex::Key key);
  /// Some of its shares, not all.
  void reduce(std::uint32_t slot, std::uint32_t shares);

  // For looking ahead (BookSet::prefetch).
  const SlotIndex& order_index() const { return order_index_; }
  const SlotIndex& level_index() const { return level_index_; }
  void prefetch_record(std::uint32_t slot) const { __builtin_prefetch(&records_[slot], 1); }
  void prefetch_stock(std::uint16_t locate) const {
    if (locate < stocks_.size()) __builtin_prefetch(&stocks_[locate], 1);
  }
  void prefetch_ladder(std::uint16_t locate, BookSide side) const {
    if (locate < stocks_.size()) ladders_.prefetch(stocks_[locate].ladder(side));
  }
  /// What is needed of an order's level when that goes with it.
  void prefetch_closing(std::uint16_t locate, const BookRecord& record) const {
    const BookSide side = record.order_side();
    level_index_.prefetch(level_index_.key_of(level_id(locate, side, record.order.price)));
    prefetch_ladder(locate, side);
  }
  void clear();

 private:
  StockRecord& name_stock(std::uint16_t locate, std::uint64_t name);
  std::uint32_t open_level(StockRecord& stock, BookSide side, std::uint64_t id, SlotIndex::Key key);
  void close_level(StockRecord& stock, std::uint32_t slot);
  static std::uint64_t term_of(const StockRecord& stock, const BookRecord& record) {
    const auto& order = record.order;
    return digest::order_term(stock.salts[order.is_sell], record.id, order.shares, order.price,
                              order.attribution);
  }
  void change_digest(StockRecord& stock, std::uint64_t by) {
    stock.digest += by;
    digest_ += by;
  }

  std::vector<StockRecord> stocks_;  // by locate
  std::vector<StockState> states_;   // by locate
  KeptPositions positions_;
  SlotIndex order_index_, level_index_;
  SlotPool<BookRecord> records_;
  PriceLadders ladders_;
  std::uint64_t digest_ = 0;
};

}  // namespace holdfast
