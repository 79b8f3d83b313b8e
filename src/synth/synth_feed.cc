#include "synth/synth_feed.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast {
namespace {

// Each part draws from numbers of its own, so that one that draws more does not change the others.
std::uint64_t seed_of(std::uint64_t seed, std::uint64_t part) { return mix64(mix64(seed) + part); }

constexpr std::string_view kOpening = "OSQ", kClosing = "MEC";

}  // namespace

SynthFeed::SynthFeed(SynthOptions options)
    : options_(options),
      market_(seed_of(options.seed, 1), options.stocks),
      clock_(seed_of(options.seed, 2), options.rate_percent),
      random_(seed_of(options.seed, 3)) {
  HOLDFAST_CHECK(options.stocks >= 1 && options.live_orders >= 1 && options.rate_percent >= 1);
  const auto& m = options.mix;
  const std::array shares{m.add,     m.add_mpid,      m.remove, m.replace,
                          m.execute, m.execute_price, m.cancel, m.trade};
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) mix_below_[i] = sum += shares[i];
  HOLDFAST_CHECK(sum >= 1);
  live_.reserve(options.live_orders + std::size_t{1});
}

std::optional<std::span<const std::uint8_t>> SynthFeed::next() {
  const std::uint64_t number = given_++;
  const std::uint64_t opening_end = kOpening.size() + 2ULL * market_.stocks();
  if (number < opening_end) return opening(number);
  if (options_.messages == 0 || number < opening_end + options_.messages) return body();
  const std::uint64_t behind = number - opening_end - options_.messages;
  if (behind < kClosing.size()) return closing(behind);
  return std::nullopt;
}

SynthFeed::Bytes SynthFeed::opening(std::uint64_t number) {
  const std::uint64_t stocks = market_.stocks();
  if (number == 0) return put(SystemEvent{header(0), kOpening[0]});
  if (number > 2 * stocks) return put(SystemEvent{header(0), kOpening[number - 2 * stocks]});
  const auto locate = static_cast<std::uint16_t>((number + 1) / 2);
  const auto& stock = market_.name(locate);
  if (number % 2 == 0) {
    return put(StockTradingAction{header(locate), stock, 'T', ' ', {}});
  }
  return put(StockDirectory{header(locate), stock, 'Q', 'N', 100, 'N', 'C', Alpha<2>::of("Z"), 'P',
                            'N', 'N', '1', 'N', 0, 'N'});
}

SynthFeed::Bytes SynthFeed::closing(std::uint64_t number) {
  return put(SystemEvent{header(0), kClosing[number]});
}

SynthFeed::Bytes SynthFeed::body() {
  if (!is_filled_ && live_.size() < options_.live_orders) {
    return add(random_.below(100) == 0);
  }
  is_filled_ = true;
  const Kind kind = draw_kind();
  if (kind == Kind::trade) return trade();
  if (kind == Kind::add || kind == Kind::add_mpid) return add(kind == Kind::add_mpid);
  return of_live(kind);
}

// The count of live orders is held within a thousandth of the target.
SynthFeed::Kind SynthFeed::draw_kind() {
  const std::uint32_t draw = random_.below(mix_below_.back());
  const auto drawn = std::ranges::count_if(mix_below_, [&](auto below) { return below <= draw; });
  const auto kind = static_cast<Kind>(drawn);
  const bool is_add = kind == Kind::add || kind == Kind::add_mpid;
  const std::size_t target = options_.live_orders, slack = target / 1000;
  if (is_add && live_.size() >= target + slack + 1) return Kind::remove;
  const bool takes_order =
      kind == Kind::remove || kind == Kind::execute || kind == Kind::execute_price;
  if (takes_order && live_.size() + slack < target) return Kind::add;
  return live_.empty() && kind != Kind::trade ? Kind::add : kind;
}

SynthFeed::Bytes SynthFeed::add(bool has_attribution) {
  constexpr std::array kParticipants{Alpha<4>::of("NITE"), Alpha<4>::of("GSCO"),
                                     Alpha<4>::of("UBSS"), Alpha<4>::of("VIRT")};
  const std::uint64_t random = random_.next();
  const std::uint16_t locate = market_.draw_stock();
  const bool is_buy = (random & 1U) != 0;
  const Live order{next_reference_++, market_.draw_shares(), locate, is_buy};
  live_.push_back(order);
  const char side = is_buy ? 'B' : 'S';
  const Price4 price{market_.draw_price(locate, is_buy)};
  const auto& stock = market_.name(locate);
  if (!has_attribution) {
    return put(AddOrder{header(locate), order.reference, side, order.shares, stock, price});
  }
  return put(AddOrderMpid{header(locate), order.reference, side, order.shares, stock, price,
                          kParticipants[random >> 1U & 3U]});
}

SynthFeed::Bytes SynthFeed::trade() {
  const std::uint16_t locate = market_.draw_stock();
  return put(Trade{header(locate),
                   0,
                   'B',
                   market_.draw_shares(),
                   market_.name(locate),
                   {market_.draw_price(locate, true)},
                   next_match_++});
}

SynthFeed::Bytes SynthFeed::of_live(Kind kind) {
  const std::size_t at = random_.below(static_cast<std::uint32_t>(live_.size()));
  switch (kind) {
    case Kind::replace: return replace(live_[at]);
    case Kind::execute: return execute(at, false);
    case Kind::execute_price: return execute(at, true);
    case Kind::cancel: return cancel(at);
    default: return remove(at);
  }
}

SynthFeed::Bytes SynthFeed::replace(Live& order) {
  const std::uint64_t original = std::exchange(order.reference, next_reference_++);
  order.shares = market_.draw_shares();
  return put(OrderReplace{header(order.locate),
                          original,
                          order.reference,
                          order.shares,
                          {market_.draw_price(order.locate, order.is_buy)}});
}

// Three of four take all that is left.
SynthFeed::Bytes SynthFeed::execute(std::size_t at, bool has_price) {
  Live& order = live_[at];
  const Live was = order;
  const bool is_whole = was.shares == 1 || random_.below(4) != 0;
  const std::uint32_t shares = is_whole ? was.shares : 1 + random_.below(was.shares - 1);
  order.shares -= shares;
  if (is_whole) forget(at);
  const auto head = header(was.locate);
  if (!has_price) return put(OrderExecuted{head, was.reference, shares, next_match_++});
  return put(OrderExecutedWithPrice{head,
                                    was.reference,
                                    shares,
                                    next_match_++,
                                    'Y',
                                    {market_.draw_price(was.locate, was.is_buy)}});
}

// An order of one share cannot be cancelled in part: it is deleted.
SynthFeed::Bytes SynthFeed::cancel(std::size_t at) {
  Live& order = live_[at];
  if (order.shares == 1) return remove(at);
  const std::uint32_t shares = 1 + random_.below(order.shares - 1);
  order.shares -= shares;
  return put(OrderCancel{header(order.locate), order.reference, shares});
}

SynthFeed::Bytes SynthFeed::remove(std::size_t at) {
  const Live was = live_[at];
  forget(at);
  return put(OrderDelete{header(was.locate), was.reference});
}

void SynthFeed::forget(std::size_t at) {
  live_[at] = live_.back();
  live_.pop_back();
}

MessageHeader SynthFeed::header(std::uint16_t locate) {
  timestamp_ns_ = clock_.next_ns();
  return {locate, 0, {timestamp_ns_}};
}

template <class T>
SynthFeed::Bytes SynthFeed::put(const T& message) {
  const auto bytes = encode_message(message);
  std::copy(bytes.begin(), bytes.end(), room_.begin());
  return std::span(room_).first(bytes.size());
}

}  // namespace holdfast
