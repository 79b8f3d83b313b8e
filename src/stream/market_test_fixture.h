// A market from a seed, for tests: messages of a few stocks, most of which change their books; some
// that no book should take.
#pragma once

#include <random>
#include <vector>

#include "itch/message_codec.h"

namespace holdfast {

class MarketFixture {
 public:
  using Bytes = std::vector<std::uint8_t>;

  /// Stocks have the locates 1…`stocks`, and now and then the highest one.
  MarketFixture(std::uint64_t seed, std::uint16_t stocks) : random_(seed), stocks_(stocks) {}

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  Bytes next() {
    const auto die = below(100);
    if (die < 8) return state();
    if (die < 12) return system();
    if (die < 17) return odd();
    if (live_.empty() || die < 57) return add();
    return change(die);
  }

 private:
  struct Order {
    std::uint64_t reference;
    std::uint32_t shares;
    std::uint16_t locate;
  };

  template <class T>
  static Bytes bytes_of(const T& message) {
    const auto bytes = encode_message(message);
    return {bytes.begin(), bytes.end()};
  }
  std::uint16_t locate() {
    return below(20) == 0 ? std::uint16_t{0xffff} : static_cast<std::uint16_t>(1 + below(stocks_));
  }
  static Alpha<8> name(std::uint16_t locate) { return Alpha<8>::of("S" + std::to_string(locate)); }
  std::uint32_t price() { return static_cast<std::uint32_t>(10'000 + 100 * below(4)); }

  Bytes state() {
    const auto of = locate();
    if (below(2) == 0) return bytes_of(StockDirectory{.header = {of, 0, {}}, .stock = name(of)});
    return bytes_of(StockTradingAction{
        .header = {of, 0, {}}, .stock = name(of), .trading_state = below(2) == 0 ? 'T' : 'H'});
  }
  // A system's message is one whatever locate it has.
  Bytes system() {
    const char code = "OSQMEC"[below(6)];
    return bytes_of(SystemEvent{{below(2) == 0 ? std::uint16_t{0} : locate(), 0, {}}, code});
  }
  Bytes odd() {
    const auto of = locate();
    switch (below(4)) {
      case 0: return bytes_of(Trade{.header = {of, 0, {}}, .stock = name(of)});
      case 1: return bytes_of(OrderDelete{{of, 0, {}}, ~below(100)});
      case 2: return live_.empty() ? add() : bytes_of(OrderDelete{{of, 0, {}}, pick().reference});
      default: return Bytes(1 + below(40), 'D');
    }
  }
  Bytes add() {
    const auto of = locate();
    const auto shares = static_cast<std::uint32_t>(1 + below(500));
    live_.push_back({next_reference_++, shares, of});
    const AddOrder order{
        {of, 0, {}}, live_.back().reference, below(2) == 0 ? 'B' : 'S', shares, name(of),
        {price()}};
    if (below(4) > 0) return bytes_of(order);
    return bytes_of(AddOrderMpid{order.header, order.order_reference_number,
                                 order.buy_sell_indicator, shares, order.stock, order.price,
                                 Alpha<4>::of("MPID")});
  }
  // What odd() deleted stays here: messages about it then are of an unknown order.
  Bytes change(std::uint64_t die) {
    auto& order = pick();
    const MessageHeader header{order.locate, 0, {}};
    const auto reference = order.reference;
    const auto part = static_cast<std::uint32_t>(1 + below(order.shares));
    if (die < 77) {
      order = live_.back();
      live_.pop_back();
      return bytes_of(OrderDelete{header, reference});
    }
    if (die < 87) {
      order.reference = next_reference_++;
      order.shares = static_cast<std::uint32_t>(1 + below(500));
      return bytes_of(OrderReplace{header, reference, order.reference, order.shares, {price()}});
    }
    order.shares -= part;
    if (order.shares == 0) {
      order = live_.back();
      live_.pop_back();
    }
    if (die < 95) return bytes_of(OrderExecuted{header, reference, part, 1});
    return bytes_of(OrderCancel{header, reference, part});
  }
  Order& pick() { return live_[below(live_.size())]; }

  std::mt19937_64 random_;
  std::uint16_t stocks_;
  std::vector<Order> live_;
  std::uint64_t next_reference_ = 1;
};

}  // namespace holdfast
