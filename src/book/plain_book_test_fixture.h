// The books as one would explain them, for tests: a list of orders in the order in which they came.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "book/book_set.h"
#include "itch/message_visit.h"

namespace holdfast {

class PlainBookModel {
 public:
  struct Held {
    BookOrder order;
    std::uint16_t locate = 0;
  };

  explicit PlainBookModel(std::size_t most_orders) : most_orders_(most_orders) {}

  BookFate apply(std::span<const std::uint8_t> message) {
    fate_ = BookFate::passed_over;
    bytes_ = message;
    switch (visit_message(message, *this)) {
      case MessageFate::unknown_type: return BookFate::unknown_type;
      case MessageFate::wrong_length: return BookFate::wrong_length;
      default: return fate_;
    }
  }

  void operator()(const SystemEvent&) { keep(0, 'S'); }
  void operator()(const MwcbDeclineLevel&) { keep(0, 'V'); }
  void operator()(const MwcbStatus&) { keep(0, 'W'); }
  void operator()(const StockDirectory& m) { keep_of(m, 'R'); }
  void operator()(const StockTradingAction& m) { keep_of(m, 'H'); }
  void operator()(const RegShoRestriction& m) { keep_of(m, 'Y'); }
  void operator()(const QuotingPeriodUpdate& m) { keep_of(m, 'K'); }
  void operator()(const LuldAuctionCollar& m) { keep_of(m, 'J'); }
  void operator()(const RetailInterest& m) { keep_of(m, 'N'); }
  // Of the participants that the tests have each has another first letter.
  void operator()(const MarketParticipantPosition& m) {
    keep_of(m, static_cast<char>(m.mpid.bytes[0] | 0x80));
  }
  void operator()(const OperationalHalt& m) {
    if (m.market_code == 'Q' || m.market_code == 'B' || m.market_code == 'X') {
      keep_of(m, m.market_code);
    } else {
      fate_ = BookFate::bad_code;
    }
  }
  void operator()(const AddOrder& m) { add(m, 0); }
  void operator()(const AddOrderMpid& m) { add(m, load_u32(bytes_.data() + 36)); }
  void operator()(const OrderExecuted& m) { take(m, m.executed_shares); }
  void operator()(const OrderExecutedWithPrice& m) { take(m, m.executed_shares); }
  void operator()(const OrderCancel& m) { take(m, m.canceled_shares); }
  void operator()(const OrderDelete& m) {
    const auto at = live(m, m.order_reference_number);
    if (at != orders.end()) orders.erase(at);
  }
  void operator()(const OrderReplace& m) {
    const auto at = live(m, m.original_order_reference_number);
    if (at == orders.end() || !can_be(m.shares, m.price)) return;
    if (find(m.new_order_reference_number) != orders.end()) {
      fate_ = BookFate::duplicate_order;
      return;
    }
    Held held = *at;
    orders.erase(at);
    held.order.reference = m.new_order_reference_number;
    held.order.shares = m.shares;
    held.order.price = m.price.ten_thousandths;
    orders.push_back(held);
  }

  /// The best first, by priority.
  std::vector<BookOrder> side(std::uint16_t locate, BookSide side) const {
    std::multimap<std::int64_t, BookOrder> sorted;  // those of a price as they came
    for (const auto& [order, of] : orders) {
      const std::int64_t price = order.price;
      if (of == locate && order.side == side) {
        sorted.emplace(side == BookSide::buy ? -price : price, order);
      }
    }
    std::vector<BookOrder> out;
    for (const auto& [price, order] : sorted) out.push_back(order);
    return out;
  }
  bool is_known(std::uint16_t locate) const {
    return std::ranges::any_of(orders, [&](const Held& h) { return h.locate == locate; }) ||
           std::ranges::any_of(states, [&](const auto& s) { return s.first.first == locate; });
  }

  std::vector<Held> orders;
  std::map<std::pair<std::uint16_t, char>, std::vector<std::uint8_t>> states;

 private:
  using Place = std::vector<Held>::iterator;

  Place find(std::uint64_t reference) {
    return std::ranges::find_if(orders,
                                [&](const Held& h) { return h.order.reference == reference; });
  }
  void keep(std::uint16_t locate, char slot) {
    states[{locate, slot}] = {bytes_.begin(), bytes_.end()};
    fate_ = BookFate::applied;
  }
  template <class T>
  bool claims(const T& m) {
    const std::uint16_t locate = m.header.stock_locate;
    fate_ = locate == 0 ? BookFate::no_locate : BookFate::applied;
    if (locate != 0 && is_known(locate) && names_.at(locate) != m.stock.padded()) {
      fate_ = BookFate::stock_mismatch;
    }
    return fate_ == BookFate::applied;
  }
  template <class T>
  void keep_of(const T& m, char slot) {
    if (!claims(m)) return;
    names_[m.header.stock_locate] = m.stock.padded();
    keep(m.header.stock_locate, slot);
  }
  bool can_be(std::uint32_t shares, Price4 price) {
    if (shares == 0) fate_ = BookFate::zero_shares;
    if (shares != 0 && price.ten_thousandths > 2'000'000'000) fate_ = BookFate::bad_price;
    return shares != 0 && price.ten_thousandths <= 2'000'000'000;
  }
  template <class T>
  void add(const T& m, std::uint32_t attribution) {
    const bool is_buy = m.buy_sell_indicator == 'B';
    if (!is_buy && m.buy_sell_indicator != 'S') {
      fate_ = BookFate::bad_side;
      return;
    }
    if (m.header.stock_locate == 0) {
      fate_ = BookFate::no_locate;
      return;
    }
    if (!can_be(m.shares, m.price) || !claims(m)) return;
    if (find(m.order_reference_number) != orders.end()) fate_ = BookFate::duplicate_order;
    if (fate_ == BookFate::applied && orders.size() >= most_orders_) {
      fate_ = BookFate::too_many_orders;
    }
    if (fate_ != BookFate::applied) return;
    names_[m.header.stock_locate] = m.stock.padded();
    const auto side = is_buy ? BookSide::buy : BookSide::sell;
    orders.push_back(
        {{m.order_reference_number, m.shares, m.price.ten_thousandths, side, attribution},
         m.header.stock_locate});
  }
  template <class T>
  Place live(const T& m, std::uint64_t reference) {
    const auto at = find(reference);
    fate_ = at == orders.end() ? BookFate::unknown_order : BookFate::applied;
    if (at == orders.end() || at->locate == m.header.stock_locate) return at;
    fate_ = BookFate::locate_mismatch;
    return orders.end();
  }
  template <class T>
  void take(const T& m, std::uint32_t shares) {
    const auto at = live(m, m.order_reference_number);
    if (at == orders.end()) return;
    if (shares == 0) {
      fate_ = BookFate::zero_shares;
    } else if (shares > at->order.shares) {
      fate_ = BookFate::too_many_shares;
    } else if (shares == at->order.shares) {
      orders.erase(at);
    } else {
      at->order.shares -= shares;
    }
  }

  std::size_t most_orders_;
  BookFate fate_ = BookFate::passed_over;
  std::span<const std::uint8_t> bytes_;
  std::map<std::uint16_t, std::string> names_;
};

}  // namespace holdfast
