// A small world of orders and quotes for the tests of this folder: one symbol, times in seconds.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "account/order_accounts.h"

namespace holdfast {

inline std::int64_t at_s(double seconds) {
  return 1'700'000'000'000'000'000 + static_cast<std::int64_t>(seconds * 1e9);
}

struct QuoteRows {
  std::vector<std::uint32_t> symbol;
  std::vector<std::int64_t> exch_ns, seq;
  std::vector<double> bid_px, bid_sz, ask_px, ask_sz;
  void add(std::int64_t at_ns, double bid, double ask, std::int64_t number = 0,
           double bid_size = 100, double ask_size = 100, std::uint32_t of = 0) {
    symbol.push_back(of);
    exch_ns.push_back(at_ns);
    seq.push_back(number != 0 ? number : static_cast<std::int64_t>(seq.size()) + 1);
    bid_px.push_back(bid);
    ask_px.push_back(ask);
    bid_sz.push_back(bid_size);
    ask_sz.push_back(ask_size);
  }
  QuoteColumns columns(std::uint32_t symbols = 1) const {
    return {symbol, symbols, exch_ns, seq, bid_px, bid_sz, ask_px, ask_sz, {}};
  }
};

class OrderWorldTest : public ::testing::Test {
 protected:
  static std::int64_t shares(double count) { return *fixed_quantity(count); }
  static std::int64_t dollars(double price) { return *fixed_price(price); }

  void parent(std::int64_t side, double quantity, double decided, double ended) {
    parents_.push_back({0, side, shares(quantity), at_s(decided), at_s(ended)});
  }
  void child(double quantity, double decided, double sent) {
    ChildOrder order;
    order.parent = static_cast<std::uint32_t>(parents_.size()) - 1;
    order.quantity = shares(quantity);
    order.decision_ns = at_s(decided);
    order.send_ns = at_s(sent);
    children_.push_back(order);
  }
  ExecReport& report(char type, double at, std::uint32_t id) {
    ExecReport one;
    one.id = id;
    one.child = static_cast<std::uint32_t>(children_.size()) - 1;
    one.type = exec_type_of(type);
    one.venue_ns = at_s(at);
    reports_.push_back(one);
    return reports_.back();
  }
  ExecReport& fill(double quantity, double price, double at, std::uint32_t id,
                   Liquidity liquidity = Liquidity::unknown, double fee = 0) {
    auto& one = report('F', at, id);
    one.quantity = shares(quantity);
    one.price = dollars(price);
    one.fee = dollars(fee);
    one.liquidity = liquidity;
    return one;
  }
  Executions executions() const {
    std::vector<std::int64_t> quantities;
    for (const auto& child : children_) quantities.push_back(child.quantity);
    return read_executions(reports_, quantities, std::vector<std::uint32_t>(children_.size(), 0));
  }
  OrderAccounts account() const {
    const QuoteIndex index(quotes_.columns(), 5'000'000'000);
    return account_orders(parents_, children_, reports_, executions(), index);
  }
  static double bps(const Money& money, const Money& base) { return money.bps_of(base).value(); }

  std::vector<ParentOrder> parents_;
  std::vector<ChildOrder> children_;
  std::vector<ExecReport> reports_;
  QuoteRows quotes_;
};

}  // namespace holdfast
