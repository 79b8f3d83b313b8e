// The order book as everyone first writes it: hash map of orders, tree of prices, list of orders at
// each. It has no digest, and believes what it is told.
#pragma once

#include <list>
#include <map>
#include <unordered_map>
#include <vector>

#include "itch/message.h"

namespace holdfast {

class PlainBooks {
 public:
  explicit PlainBooks(std::size_t expected_orders) : books_(65'536) {
    orders_.reserve(expected_orders);
  }

  void operator()(const AddOrder& m) { add(m); }
  void operator()(const AddOrderMpid& m) { add(m); }
  void operator()(const OrderExecuted& m) { reduce(m.order_reference_number, m.executed_shares); }
  void operator()(const OrderExecutedWithPrice& m) {
    reduce(m.order_reference_number, m.executed_shares);
  }
  void operator()(const OrderCancel& m) { reduce(m.order_reference_number, m.canceled_shares); }
  void operator()(const OrderDelete& m) { erase(orders_.find(m.order_reference_number)); }
  void operator()(const OrderReplace& m) {
    const auto at = orders_.find(m.original_order_reference_number);
    const Order was = at->second;
    erase(at);
    insert(m.new_order_reference_number, was.locate, was.is_buy, m.shares, m.price.ten_thousandths);
  }
  std::size_t orders() const { return orders_.size(); }

 private:
  struct Resting {
    std::uint64_t reference;
    std::uint32_t shares;
  };
  struct Level {
    std::uint64_t shares = 0;
    std::list<Resting> queue;
  };
  struct Book {
    std::map<std::uint32_t, Level> sides[2];
  };
  struct Order {
    std::uint16_t locate;
    bool is_buy;
    std::uint32_t price;
    std::list<Resting>::iterator place;
  };
  using Orders = std::unordered_map<std::uint64_t, Order>;

  template <class Add>
  void add(const Add& m) {
    insert(m.order_reference_number, m.header.stock_locate, m.buy_sell_indicator == 'B', m.shares,
           m.price.ten_thousandths);
  }
  void insert(std::uint64_t reference, std::uint16_t locate, bool is_buy, std::uint32_t shares,
              std::uint32_t price) {
    auto& level = books_[locate].sides[is_buy][price];
    level.shares += shares;
    level.queue.push_back({reference, shares});
    orders_.emplace(reference, Order{locate, is_buy, price, std::prev(level.queue.end())});
  }
  void reduce(std::uint64_t reference, std::uint32_t shares) {
    const auto at = orders_.find(reference);
    auto& order = at->second;
    if (order.place->shares == shares) return erase(at);
    order.place->shares -= shares;
    books_[order.locate].sides[order.is_buy][order.price].shares -= shares;
  }
  void erase(Orders::iterator at) {
    const auto& order = at->second;
    auto& side = books_[order.locate].sides[order.is_buy];
    const auto level = side.find(order.price);
    level->second.shares -= order.place->shares;
    level->second.queue.erase(order.place);
    if (level->second.queue.empty()) side.erase(level);
    orders_.erase(at);
  }

  std::vector<Book> books_;
  Orders orders_;
};

}  // namespace holdfast
