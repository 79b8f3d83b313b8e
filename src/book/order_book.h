// OrderBook: one stock's book, to look at until the BookSet's next message.
#pragma once

#include <optional>

#include "book/book_store.h"

namespace holdfast {

class OrderBook {
 public:
  OrderBook(const BookStore& store, std::uint16_t locate)
      : store_(&store), stock_(store.stock(locate)), locate_(locate) {}

  std::uint16_t locate() const { return locate_; }
  Alpha<8> stock() const { return std::bit_cast<Alpha<8>>(stock_->name); }
  const StockState& state() const { return store_->state(locate_); }
  /// The messages that said what its market participants do last: sink(span), by participant.
  template <class Sink>
  void write_positions(Sink&& sink) const {
    store_->positions().write(locate_, sink);
  }
  std::size_t orders() const { return stock_->orders; }
  std::size_t levels(BookSide side) const { return stock_->ladder(side).levels; }

  std::optional<BookLevel> best_bid() const { return best(BookSide::buy); }
  std::optional<BookLevel> best_ask() const { return best(BookSide::sell); }
  std::optional<BookLevel> best(BookSide side) const {
    const auto rank = store_->ladders().best(stock_->ladder(side));
    if (!rank) return std::nullopt;
    return level_of(store_->record(slot_of(side, *rank)));
  }

  /// Calls visit(const BookLevel&), the best first.
  template <class Visit>
  void for_each_level(BookSide side, Visit&& visit) const {
    for_each_slot(side, [&](std::uint32_t slot) { visit(level_of(store_->record(slot))); });
  }
  /// Calls visit(const BookOrder&), the best price first, by priority.
  template <class Visit>
  void for_each_order(BookSide side, Visit&& visit) const {
    for_each_slot(side, [&](std::uint32_t level) {
      const std::uint32_t price = price_of(store_->record(level));
      for (std::uint32_t slot = store_->record(level).behind; slot != level;
           slot = store_->record(slot).behind) {
        const BookRecord& record = store_->record(slot);
        visit(BookOrder{record.id, record.order.shares, price, side, record.order.attribution});
      }
    });
  }

 private:
  static BookLevel level_of(const BookRecord& level) {
    return {price_of(level), level.level.shares, level.level.orders};
  }
  template <class Visit>
  void for_each_slot(BookSide side, Visit&& visit) const {
    store_->ladders().for_each(stock_->ladder(side),
                               [&](PriceRank rank) { visit(slot_of(side, rank)); });
  }
  std::uint32_t slot_of(BookSide side, PriceRank rank) const {
    return store_->find_level(locate_, side, price_at(side, rank));
  }

  const BookStore* store_;
  const StockRecord* stock_;
  std::uint16_t locate_;
};

}  // namespace holdfast
