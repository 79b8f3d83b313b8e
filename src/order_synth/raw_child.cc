#include "order_synth/raw_child.h"

#include <algorithm>
#include <cmath>

#include "order_synth/order_names.h"

namespace holdfast {
namespace {

std::int64_t ns_of(double us) { return std::llround(us * 1e3); }

double bps(std::int64_t ubps) { return static_cast<double>(ubps) / 1e6; }

// How many half ticks `bps` of a price are, to the nearest.
std::int64_t half_ticks(std::int64_t price_ticks, double part_bps) {
  return std::llround(2.0 * static_cast<double>(price_ticks) * part_bps / 1e4);
}

// The nearest number of half ticks at least 1 that, with the mid's, makes whole ticks of both
// sides.
std::int64_t half_spread_about(std::int64_t mid_half_ticks, std::int64_t wanted) {
  const std::int64_t odd = mid_half_ticks % 2;
  const std::int64_t half = std::max<std::int64_t>(wanted, 1);
  return half % 2 == odd ? half : half + 1;
}

void set_times(RawChild& child, const OrderRow& row, double offset_us) {
  const OrderOutcome& outcome = row.outcome();
  child.clock_offset_ns = ns_of(offset_us);
  child.md_exch_ns = row.decision_ns - ns_of(outcome.mediator[3]);
  child.md_ingest_ns = row.decision_ns - ns_of(0.6 * outcome.mediator[3]) + child.clock_offset_ns;
  child.decision_ns = row.decision_ns + child.clock_offset_ns;
  child.send_ns = child.decision_ns + ns_of(outcome.jitter_us);
  child.ack_recv_ns = child.send_ns + ns_of(outcome.ack_us);
  child.ack_venue_ns = child.send_ns - child.clock_offset_ns + ns_of(outcome.ack_us / 2);
  child.handler_ns = ns_of(2 + 0.3 * outcome.mediator[2]);
}

// Prices from the channels: the mid moves by timing, the fill is off it by impact, fees are what is
// left of y.
void set_prices(RawChild& child, const OrderRow& row) {
  const std::int64_t side = row.is_buy ? 1 : -1;
  const OrderCost& cost = row.outcome().cost;
  const std::int64_t base = child.benchmark_ticks;
  const std::int64_t mid = 2 * base + side * half_ticks(base, bps(cost.channel_ubps[1]));
  const std::int64_t impact = half_ticks(base, bps(cost.channel_ubps[0]));
  child.took_liquidity = !row.is_passive;
  std::int64_t half_spread = child.took_liquidity
                                 ? half_spread_about(mid, impact)
                                 : half_spread_about(mid, half_ticks(base, row.spread_bps / 2));
  child.quotes[1] = {child.ack_venue_ns, (mid - half_spread) / 2, (mid + half_spread) / 2};
  if (child.took_liquidity) {
    child.price_ticks = row.is_buy ? child.quotes[1].ask_ticks : child.quotes[1].bid_ticks;
  } else {
    child.price_ticks = (mid + side * impact) / 2;
  }
}

void set_fills(RawChild& child, const OrderRow& row, RowDraws draws) {
  const double wait = draws.exponential(), more = draws.exponential(), split = draws.uniform();
  const auto wanted = static_cast<double>(row.shares) * row.outcome().fill_share;
  child.filled = std::clamp<std::int64_t>(std::llround(wanted), 1, row.shares);
  const std::int64_t side = row.is_buy ? 1 : -1;
  const double dollars = static_cast<double>(child.filled) *
                         static_cast<double>(child.benchmark_ticks) / kTicksPerDollar;
  const double priced =
      static_cast<double>(side * (child.price_ticks - child.benchmark_ticks) * child.filled) /
      kTicksPerDollar;
  const std::int64_t fee =
      std::llround((bps(row.outcome().cost.y_ubps()) * dollars / 1e4 - priced) * 1e6);
  const std::int64_t first_ns =
      child.ack_venue_ns + ns_of(child.took_liquidity ? 5 + 20 * wait : 200'000 * wait);
  const std::int64_t first = split < 0.3 && child.filled > 1 ? child.filled / 2 : child.filled;
  child.fills[0] = {first, fee * first / child.filled, first_ns};
  child.fills[1] = {child.filled - first, fee - child.fills[0].fee_micro,
                    first_ns + 1 + ns_of(100 * more)};
}

}  // namespace

std::int64_t base_mid_ticks(const OrderWorld& world, std::uint32_t symbol, std::uint32_t session,
                            std::uint32_t bucket) {
  const std::uint64_t place = std::uint64_t{session} * kOrderBuckets + bucket;
  RowDraws draws(world.stream(OrderStream::price), (place << 32) + symbol);
  const double price = world.symbols()[symbol].price * (1 + 0.01 * draws.normal());
  return std::max<std::int64_t>(std::llround(price * kTicksPerDollar), kTicksPerDollar);
}

RawQuote quote_about(std::int64_t exch_ns, std::int64_t mid_ticks, double spread_bps) {
  const std::int64_t half = std::max<std::int64_t>(half_ticks(mid_ticks, spread_bps / 2) / 2, 1);
  return {exch_ns, mid_ticks - half, mid_ticks + half};
}

RawChild make_raw_child(const OrderWorld& world, const OrderRow& row) {
  RawChild child;
  set_times(child, row, world.hosts()[row.host].clock_offset_us);
  child.benchmark_ticks = base_mid_ticks(world, row.symbol, row.session, row.bucket);
  child.quotes[0] = quote_about(child.md_exch_ns, child.benchmark_ticks, row.spread_bps);
  set_prices(child, row);
  child.quotes[2] =
      quote_about(child.ack_venue_ns + kNsPerSecond, child.benchmark_ticks, row.spread_bps);
  set_fills(child, row, RowDraws(world.stream(OrderStream::raw), row.row));
  return child;
}

}  // namespace holdfast
