#include "synth/synth_market.h"

#include <bit>

namespace holdfast {
namespace {

constexpr std::uint32_t kFarthestCents = 32;

// Four consonants: no word comes out.
Alpha<8> name_of(std::uint32_t number) {
  constexpr std::string_view kLetters = "BCDFGHJKLMNPQRSTVWXZ";
  constexpr auto kBase = static_cast<std::uint32_t>(kLetters.size());
  Alpha<8> name;
  for (std::size_t i = 4; i-- > 0; number /= kBase) {
    name.bytes[i] = kLetters[number % kBase];
  }
  return name;
}

}  // namespace

SynthMarket::SynthMarket(std::uint64_t seed, std::uint16_t stocks)
    : random_(seed), stocks_(stocks + 1U) {
  for (std::uint32_t locate = 1; locate <= stocks; ++locate) {
    stocks_[locate].name = name_of(locate - 1);
    stocks_[locate].middle_cents = 1'000 + random_.below(50'000);
  }
}

// The product of two even draws: the density at x of 0 … 1 is −ln x.
std::uint16_t SynthMarket::draw_stock() {
  const std::uint64_t random = random_.next();
  const std::uint64_t product = (random >> 32U) * (random & 0xffff'ffffU) >> 32U;
  return static_cast<std::uint16_t>(1 + (product * stocks() >> 32U));
}

std::uint32_t SynthMarket::draw_price(std::uint16_t locate, bool is_buy) {
  auto& stock = stocks_[locate];
  auto& begin = is_buy ? stock.buy_cents : stock.sell_cents;
  const std::uint64_t random = random_.next();
  if ((random & 7U) == 0) begin = begin < kFarthestCents ? begin + 1 : begin;
  if ((random & 7U) == 1) begin = begin > 1 ? begin - 1 : begin;
  // Half the orders within eight cents, half of the rest within the next eight, and so on.
  const auto farther = static_cast<std::uint32_t>(8 * std::countl_zero(random | 0xffff'ffffU)) +
                       static_cast<std::uint32_t>(random >> 3U & 7U);
  const std::uint32_t away = begin + farther;
  return 100 * (is_buy ? stock.middle_cents - away : stock.middle_cents + away);
}

std::uint32_t SynthMarket::draw_shares() {
  const std::uint64_t random = random_.next();
  const bool is_odd_lot = (random & 3U) == 0;
  const auto lots = static_cast<std::uint32_t>(1 + std::countl_zero(random | 0xffffU));
  return is_odd_lot ? 1 + static_cast<std::uint32_t>(random >> 2U & 63U) : 100 * lots;
}

}  // namespace holdfast
