// BookSet: the order books of all stocks of one stream, order by order (L3), with what is known of
// the stocks' states. One thread. Nothing about a message is believed: one that does not fit to
// the books has its fate counted and changes nothing.
//
// A, F, E, C, X, D and U change books. Of R, H, Y, h, and of S, V, W, which have no stock, the
// last is kept. The rest is passed over.
#pragma once

#include <list>
#include <map>
#include <unordered_map>
#include <utility>

#include "book/book_fate.h"
#include "book/kept_messages.h"
#include "itch/message_visit.h"

namespace holdfast {

struct BookSetOptions {
  std::size_t expected_orders = 1U << 16U;  // live at once: room is made for so many at the start
  std::size_t most_orders = 1U << 25U;      // more are refused
};

struct BookLevel {
  std::uint32_t price = 0;  // ten-thousandths
  std::uint64_t shares = 0;
  std::uint32_t orders = 0;
  friend bool operator==(const BookLevel&, const BookLevel&) = default;
};

struct PlainLevel {
  std::uint64_t shares = 0;
  std::list<std::uint64_t> queue;
};
struct PlainBook {
  Alpha<8> stock;
  StockState state;
  std::map<std::uint32_t, PlainLevel> sides[2];
  std::size_t orders = 0;
  std::uint64_t digest = 0;
  bool is_known() const { return orders != 0 || !state.is_empty(); }
};
struct PlainOrder {
  BookOrder order;
  std::uint16_t locate = 0;
  std::list<std::uint64_t>::iterator place;
};

/// One stock's book, to look at until the BookSet's next message.
class OrderBook {
 public:
  OrderBook(const PlainBook& book, const std::unordered_map<std::uint64_t, PlainOrder>& orders)
      : book_(&book), orders_(&orders) {}
  const Alpha<8>& stock() const { return book_->stock; }
  const StockState& state() const { return book_->state; }
  std::size_t orders() const { return book_->orders; }
  std::optional<BookLevel> best_bid() const { return best(BookSide::buy); }
  std::optional<BookLevel> best_ask() const { return best(BookSide::sell); }
  std::optional<BookLevel> best(BookSide side) const {
    std::optional<BookLevel> out;
    for_each_level(side, [&](const BookLevel& level) {
      if (!out) out = level;
    });
    return out;
  }
  /// Calls visit(const BookLevel&), the best first.
  template <class Visit>
  void for_each_level(BookSide side, Visit&& visit) const {
    in_order(side, [&](std::uint32_t price, const PlainLevel& level) {
      visit(BookLevel{price, level.shares, static_cast<std::uint32_t>(level.queue.size())});
    });
  }
  /// Calls visit(const BookOrder&), the best price first, by priority.
  template <class Visit>
  void for_each_order(BookSide side, Visit&& visit) const {
    in_order(side, [&](std::uint32_t, const PlainLevel& level) {
      for (const auto reference : level.queue) visit(orders_->at(reference).order);
    });
  }

 private:
  template <class Visit>
  void in_order(BookSide side, Visit&& visit) const {
    const auto& levels = book_->sides[static_cast<std::size_t>(side)];
    if (side == BookSide::sell) {
      for (const auto& [price, level] : levels) visit(price, level);
    } else {
      for (auto at = levels.rbegin(); at != levels.rend(); ++at) visit(at->first, at->second);
    }
  }
  const PlainBook* book_;
  const std::unordered_map<std::uint64_t, PlainOrder>* orders_;
};

class BookSet {
 public:
  explicit BookSet(BookSetOptions options = {});

  /// One ITCH message as on the wire.
  BookFate apply(std::span<const std::uint8_t> message) {
    const BookFate fate = take(message);
    counts_.count(fate);
    return fate;
  }
  /// Says that `message` comes soon, so that its memory can be fetched meanwhile. It changes
  /// nothing, and may be any bytes.
  void prefetch(std::span<const std::uint8_t>) const {}

  /// Of states and live orders (book/book_digest.h): O(1), 0 when there are none.
  std::uint64_t digest() const { return digest_; }
  /// One stock's part; of locate 0, that of no stock.
  std::uint64_t digest_of(std::uint16_t locate) const;

  /// The messages which make this stock's part in an empty BookSet: states, then the orders, each
  /// price by priority. Calls sink(std::span<const std::uint8_t>); the bytes are valid during the
  /// call. Orders have the timestamp of the last message that was applied.
  template <class Sink>
  void write_stock(std::uint16_t locate, Sink&& sink) const {
    const auto seen = book(locate);
    if (!seen) return;
    seen->state().write(sink);
    for (const auto side : {BookSide::buy, BookSide::sell}) {
      seen->for_each_order(
          side, [&](const BookOrder& order) { write_order(locate, seen->stock(), order, sink); });
    }
  }
  /// The same of what has no stock.
  template <class Sink>
  void write_system(Sink&& sink) const {
    system_.write(sink);
  }
  /// The first stock with a state or an order whose locate is at least `from`.
  std::optional<std::uint16_t> next_stock(std::uint32_t from) const;

  /// nullopt: neither a state nor an order is known of it.
  std::optional<OrderBook> book(std::uint16_t locate) const;
  std::size_t orders() const { return orders_.size(); }
  /// Forgets all but the counts.
  void clear();
  const BookCounts& counts() const { return counts_; }

 private:
  struct Applier;
  BookFate take(std::span<const std::uint8_t> message);
  BookFate keep_state(std::span<const std::uint8_t> message, const MessageHeader& header,
                      const Alpha<8>& stock, StateSlot slot);
  BookFate keep_system(std::span<const std::uint8_t> message, SystemSlot slot);
  BookFate add(std::uint16_t locate, const Alpha<8>& stock, const BookOrder& order);
  BookFate reduce(const MessageHeader& header, std::uint64_t reference, std::uint32_t shares);
  BookFate remove(const MessageHeader& header, std::uint64_t reference);
  BookFate replace(const OrderReplace& message);
  void insert(std::uint16_t locate, const BookOrder& order);
  void erase(PlainOrder order);
  void change(PlainBook& book, std::uint64_t by) {
    book.digest += by;
    digest_ += by;
  }
  template <class Sink>
  void write_order(std::uint16_t locate, const Alpha<8>& stock, const BookOrder& order,
                   Sink& sink) const {
    const MessageHeader header{locate, 0, last_time_};
    const char side = order.side == BookSide::buy ? 'B' : 'S';
    if (order.attribution == 0) {
      sink(std::span<const std::uint8_t>(encode_message(
          AddOrder{header, order.reference, side, order.shares, stock, {order.price}})));
      return;
    }
    Alpha<4> attribution;
    std::uint32_t word = __builtin_bswap32(order.attribution);
    std::memcpy(attribution.bytes.data(), &word, sizeof word);
    sink(std::span<const std::uint8_t>(encode_message(AddOrderMpid{
        header, order.reference, side, order.shares, stock, {order.price}, attribution})));
  }

  BookSetOptions options_;
  BookCounts counts_;
  SystemState system_;
  std::map<std::uint16_t, PlainBook> books_;
  std::unordered_map<std::uint64_t, PlainOrder> orders_;
  std::uint64_t digest_ = 0, system_digest_ = 0;
  Timestamp48 last_time_;
};

}  // namespace holdfast
