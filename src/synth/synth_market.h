// Which stocks, prices and sizes a generated feed has. Few stocks have most of the messages. The
// two sides of a book come nearer and go farther by themselves, so that its middle moves, but never
// meet.
#pragma once

#include <vector>

#include "base/split_mix.h"
#include "itch/alpha.h"

namespace holdfast {

class SynthMarket {
 public:
  SynthMarket(std::uint64_t seed, std::uint16_t stocks);

  std::uint16_t stocks() const { return static_cast<std::uint16_t>(stocks_.size() - 1); }
  const Alpha<8>& name(std::uint16_t locate) const { return stocks_[locate].name; }

  /// A locate of 1 … stocks().
  std::uint16_t draw_stock();
  /// In ten-thousandths, on a whole cent.
  std::uint32_t draw_price(std::uint16_t locate, bool is_buy);
  std::uint32_t draw_shares();

 private:
  struct Stock {
    Alpha<8> name;
    std::uint32_t middle_cents = 0;               // which neither side crosses
    std::uint32_t buy_cents = 1, sell_cents = 1;  // how far from it new orders begin
  };
  SplitMix64 random_;
  std::vector<Stock> stocks_;  // by locate; the first is none
};

}  // namespace holdfast
