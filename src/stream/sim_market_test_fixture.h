// SimMarket: a few stocks' messages, most of them about orders that are live; a few name orders
// that are not.
#pragma once

#include <vector>

#include "itch/message_codec.h"
#include "stream/sim_chance_test_fixture.h"

namespace holdfast {

class SimMarket {
 public:
  explicit SimMarket(SimChance& chance) : chance_(&chance) {}

  std::vector<std::uint8_t> next() {
    ++time_;
    const auto kind = chance_->between(0, 99);
    if (orders_.empty() || kind < 45) return add();
    const auto at = static_cast<std::size_t>(
        chance_->between(0, static_cast<std::int64_t>(orders_.size()) - 1));
    if (kind < 75) return remove(at);
    if (kind < 85) return replace(at);
    if (kind < 90) return execute(at);
    if (kind < 94) return bytes_of(StockTradingAction{header(1), stock(1), state(), ' ', {}});
    if (kind < 97) return bytes_of(SystemEvent{header(0), 'Q'});
    return bytes_of(OrderDelete{header(1), 1'000'000'000});  // malformed: no such order
  }

 private:
  struct Live {
    std::uint64_t reference;
    std::uint16_t locate;
    std::uint32_t shares;
  };

  template <class T>
  static std::vector<std::uint8_t> bytes_of(const T& message) {
    const auto bytes = encode_message(message);
    return {bytes.begin(), bytes.end()};
  }
  MessageHeader header(std::uint16_t locate) const { return {locate, 0, {time_}}; }
  static Alpha<8> stock(std::uint16_t locate) {
    return Alpha<8>::of(std::string(1, static_cast<char>('A' + locate)));
  }
  char state() { return chance_->is(0.5) ? 'T' : 'H'; }

  std::vector<std::uint8_t> add() {
    const auto locate = static_cast<std::uint16_t>(chance_->between(1, 5));
    const Live live{next_reference_++, locate,
                    static_cast<std::uint32_t>(chance_->between(1, 500))};
    orders_.push_back(live);
    const std::uint32_t price = static_cast<std::uint32_t>(chance_->between(9'990, 10'010));
    return bytes_of(AddOrder{header(locate),
                             live.reference,
                             chance_->is(0.5) ? 'B' : 'S',
                             live.shares,
                             stock(locate),
                             {price}});
  }
  std::vector<std::uint8_t> remove(std::size_t at) {
    const auto live = orders_[at];
    forget(at);
    return bytes_of(OrderDelete{header(live.locate), live.reference});
  }
  std::vector<std::uint8_t> replace(std::size_t at) {
    auto& live = orders_[at];
    const auto old = live.reference;
    live.reference = next_reference_++;
    live.shares = static_cast<std::uint32_t>(chance_->between(1, 500));
    return bytes_of(OrderReplace{header(live.locate), old, live.reference, live.shares, {10'001}});
  }
  std::vector<std::uint8_t> execute(std::size_t at) {
    const auto live = orders_[at];
    const auto shares = static_cast<std::uint32_t>(chance_->between(1, live.shares));
    orders_[at].shares -= shares;
    if (orders_[at].shares == 0) forget(at);
    return bytes_of(OrderExecuted{header(live.locate), live.reference, shares, time_});
  }
  void forget(std::size_t at) {
    orders_[at] = orders_.back();
    orders_.pop_back();
  }

  SimChance* chance_;
  std::vector<Live> orders_;
  std::uint64_t next_reference_ = 1, time_ = 0;
};

}  // namespace holdfast
