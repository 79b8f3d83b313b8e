// What must be true of any BookSet, worked out anew from all that it shows. For tests and fuzzers.
#pragma once

#include <vector>

#include "base/check.h"
#include "book/book_record.h"
#include "book/book_set.h"

namespace holdfast {

template <class Visit>
void for_each_side(Visit&& visit) {
  for (const auto side : {BookSide::buy, BookSide::sell}) visit(side);
}

inline std::vector<BookOrder> orders_of(const BookSet& books, std::uint16_t locate, BookSide side) {
  std::vector<BookOrder> out;
  if (const auto book = books.book(locate)) {
    book->for_each_order(side, [&](const BookOrder& order) { out.push_back(order); });
  }
  return out;
}

inline std::vector<BookLevel> levels_of(const BookSet& books, std::uint16_t locate, BookSide side) {
  std::vector<BookLevel> out;
  if (const auto book = books.book(locate)) {
    book->for_each_level(side, [&](const BookLevel& level) { out.push_back(level); });
  }
  return out;
}

/// The levels that such orders have.
inline std::vector<BookLevel> levels_from(const std::vector<BookOrder>& orders) {
  std::vector<BookLevel> out;
  for (const auto& order : orders) {
    if (out.empty() || out.back().price != order.price) out.push_back({order.price, 0, 0});
    out.back().shares += order.shares;
    ++out.back().orders;
  }
  return out;
}

/// The digest of one side, by its definition.
inline std::uint64_t digest_from(const OrderBook& book, BookSide side,
                                 const std::vector<BookOrder>& orders) {
  const auto salt =
      digest::side_salt(book.locate(), std::bit_cast<std::uint64_t>(book.stock().bytes), side);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto& order = orders[i];
    const std::uint64_t level = level_id(book.locate(), side, order.price);
    const bool is_first = i == 0 || orders[i - 1].price != order.price;
    const bool is_last = i + 1 == orders.size() || orders[i + 1].price != order.price;
    sum += digest::order_term(salt, order.reference, order.shares, order.price, order.attribution);
    sum += digest::link_term(is_first ? level : orders[i - 1].reference, order.reference);
    if (is_last) sum += digest::link_term(order.reference, level);
  }
  return sum;
}

inline void check_books(const BookSet& books) {
  std::uint64_t sum = books.digest_of(0);
  std::size_t orders = 0;
  for (auto locate = books.next_stock(0); locate; locate = books.next_stock(*locate + 1U)) {
    const auto book = books.book(*locate);
    HOLDFAST_CHECK(book.has_value());
    std::uint64_t digest = 0;
    std::size_t of_stock = 0;
    for_each_side([&](BookSide side) {
      const auto listed = orders_of(books, *locate, side);
      const auto levels = levels_of(books, *locate, side);
      HOLDFAST_CHECK(levels == levels_from(listed));
      HOLDFAST_CHECK(levels.size() == book->levels(side));
      HOLDFAST_CHECK(book->best(side) ==
                     (levels.empty() ? std::nullopt : std::optional(levels.front())));
      for (std::size_t i = 1; i < levels.size(); ++i) {
        const bool is_worse = side == BookSide::buy ? levels[i].price < levels[i - 1].price
                                                    : levels[i].price > levels[i - 1].price;
        HOLDFAST_CHECK(is_worse);
      }
      digest += digest_from(*book, side, listed);
      of_stock += listed.size();
    });
    const auto add_state = [&](std::span<const std::uint8_t> m) {
      digest += digest::state_term(m);
    };
    book->state().write(add_state);
    book->write_positions(add_state);
    HOLDFAST_CHECK(digest == books.digest_of(*locate));
    HOLDFAST_CHECK(of_stock == book->orders());
    orders += of_stock;
    sum += digest;
  }
  HOLDFAST_CHECK(orders == books.orders());
  HOLDFAST_CHECK(sum == books.digest());
}

/// All of a snapshot, one message after the other.
inline std::vector<std::vector<std::uint8_t>> snapshot_of(const BookSet& books) {
  std::vector<std::vector<std::uint8_t>> out;
  const auto sink = [&](std::span<const std::uint8_t> m) { out.emplace_back(m.begin(), m.end()); };
  books.write_system(sink);
  for (auto locate = books.next_stock(0); locate; locate = books.next_stock(*locate + 1U)) {
    books.write_stock(*locate, sink);
  }
  return out;
}

/// A snapshot makes the same books, and is the same then.
inline void check_snapshot(const BookSet& books) {
  const auto snapshot = snapshot_of(books);
  BookSet copy({.expected_orders = 64});
  for (const auto& message : snapshot) HOLDFAST_CHECK(copy.apply(message) == BookFate::applied);
  HOLDFAST_CHECK(copy.digest() == books.digest());
  for (auto locate = books.next_stock(0); locate; locate = books.next_stock(*locate + 1U)) {
    for_each_side([&](BookSide side) {
      HOLDFAST_CHECK(orders_of(copy, *locate, side) == orders_of(books, *locate, side));
    });
    HOLDFAST_CHECK(copy.digest_of(*locate) == books.digest_of(*locate));
    HOLDFAST_CHECK(copy.book(*locate)->stock() == books.book(*locate)->stock());
  }
}

}  // namespace holdfast
