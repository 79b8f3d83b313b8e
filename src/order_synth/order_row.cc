#include "order_synth/order_row.h"

#include <algorithm>
#include <cmath>

#include "order_synth/order_names.h"

namespace holdfast {
namespace {

namespace model = order_model;

// Orders are decided in a bucket's first 22 minutes: the label of its regime settles in the eight
// before.
constexpr double kTradingNs = 22.0 * kNsPerMinute;

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

std::int64_t micro(double bps) { return std::llround(bps * 1e6); }

// What a row draws, in this order, whatever becomes of it.
struct ChildDraws {
  explicit ChildDraws(RowDraws draws)
      : time(draws.uniform()),
        passive(draws.uniform()),
        venue(draws.uniform()),
        shares(draws.normal()),
        spread(draws.normal()),
        vol(draws.normal()),
        participation(draws.normal()),
        lit(draws.uniform()),
        md_rate(draws.normal()),
        pre_mid(draws.normal()),
        tail(draws.uniform()),
        tail_size(draws.exponential()),
        noise(draws.student_t5()),
        ack(draws.exponential()),
        jitter(draws.exponential()),
        fill(draws.uniform()),
        filled(draws.uniform()),
        gap(draws.uniform()),
        gap_kind(draws.uniform()) {
    for (double& normal : mediator) {
      normal = draws.normal();
    }
  }

  double time, passive, venue, shares, spread, vol, participation, lit, md_rate, pre_mid;
  double tail, tail_size, noise, ack, jitter, fill, filled, gap, gap_kind;
  std::array<double, model::kMediators> mediator = {};
};

using Channels = std::array<double, 3>;

void add(Channels& to, double bps, const Channels& share) {
  for (std::size_t channel = 0; channel < to.size(); ++channel) {
    to[channel] += bps * share[channel];
  }
}

// What the order costs before anything that drift touches.
Channels base_cost(const OrderWorld& world, const OrderRow& row, double state) {
  const OrderSymbol& symbol = world.symbols()[row.symbol];
  const double spread = row.is_passive ? model::kPassiveSpread : model::kTakerSpread;
  constexpr std::array<double, 4> kVenueFee = {0.30, 0.25, 0.20, 0.10};
  return {spread * row.spread_bps,
          world.hosts()[row.host].cost_bps + symbol.cost_bps + model::kVolCost * row.vol_bps +
              model::kParticipationCost * row.participation + model::kAdvCost * (row.log_adv - 18) +
              world.options().hidden * state,
          (row.is_passive ? -1.0 : 1.0) * kVenueFee[row.venue]};
}

OrderOutcome outcome_under(const OrderWorld& world, const OrderRow& row, const ChildDraws& draws,
                           double state, const Channels& base, double drift) {
  const OrderSynthOptions& options = world.options();
  OrderOutcome made;
  Channels cost = base;
  for (std::size_t kind = 0; kind < model::kMediators; ++kind) {
    const model::Mediator& is = model::kMediator[kind];
    const double value =
        is.base + drift * is.drift + is.state * state + is.noise * draws.mediator[kind];
    made.mediator[kind] = rounded(std::clamp(value, 0.0, is.most));
    add(cost, is.cost * made.mediator[kind], is.share);
  }
  add(cost, drift * model::kDirect, model::kDirectShare);
  const double tail = options.tail_aligned + drift * (options.tail_drifted - options.tail_aligned);
  if (draws.tail < tail) {
    add(cost, model::kTailMean * draws.tail_size, model::kTailShare);
  }
  cost[1] +=
      model::kNoise * std::sqrt(row.vol_bps) * draws.noise * (1 + model::kNoiseDrift * drift);
  for (std::size_t channel = 0; channel < cost.size(); ++channel) {
    made.cost.channel_ubps[channel] = micro(cost[channel]);
  }
  made.ack_us = rounded(60 + 0.8 * made.mediator[2] + made.mediator[3] + 15 * draws.ack);
  made.jitter_us = rounded(2 + 0.3 * made.mediator[2] + 3 * draws.jitter);
  made.fill_share = draws.fill < 0.10 + 0.04 * drift ? rounded(0.2 + 0.7 * draws.filled) : 1.0;
  return made;
}

OrderGap gap_of(const OrderSynthOptions& options, const ChildDraws& draws) {
  constexpr std::array<OrderGap, 4> kGaps = {OrderGap::regime, OrderGap::spread, OrderGap::vol,
                                             OrderGap::cost};
  return draws.gap < options.missing ? kGaps[static_cast<std::size_t>(draws.gap_kind * 4)]
                                     : OrderGap::none;
}

void place(OrderRow& row, const OrderWorld& world, const OrderBucket& bucket, double time) {
  const std::uint64_t nth = row.row - bucket.first_row;
  row.session = bucket.session;
  row.bucket = bucket.bucket;
  row.parent = bucket.first_parent + nth % bucket.parents;
  const double part =
      (static_cast<double>(nth) + time) / static_cast<double>(bucket.end_row - bucket.first_row);
  row.decision_ns = order_session_start_ns(bucket.session) + bucket.bucket * kOrderBucketNs +
                    static_cast<std::int64_t>(part * kTradingNs);
  RowDraws draws(world.stream(OrderStream::parent), row.parent);
  const double host = draws.uniform(), symbol = draws.uniform();
  row.is_buy = draws.uniform() < 0.5;
  row.host = static_cast<std::uint32_t>(host * world.options().hosts);
  row.is_drifted = world.is_drifted(row.host, row.session, row.bucket);
  row.symbol = world.symbol_at(symbol);
  if (world.options().disjoint_symbols) {
    row.symbol = std::min(row.symbol / 2 * 2, world.options().symbols / 2 * 2 - 2) +
                 (row.is_drifted ? 1 : 0);
  }
}

}  // namespace

OrderRow make_order_row(const OrderWorld& world, std::uint64_t row) {
  return make_order_row(world, world.bucket_of(row), row);
}

OrderRow make_order_row(const OrderWorld& world, const OrderBucket& bucket, std::uint64_t number) {
  const ChildDraws draws(RowDraws(world.stream(OrderStream::child), number));
  OrderRow row;
  row.row = number;
  place(row, world, bucket, draws.time);
  const OrderSymbol& symbol = world.symbols()[row.symbol];
  row.is_passive = draws.passive < 0.45;
  row.venue = static_cast<std::uint32_t>(draws.venue * kOrderVenues.size());
  row.shares = std::max<std::int64_t>(1, std::llround(std::exp(5.2 + 0.7 * draws.shares)));
  row.spread_bps = rounded(std::exp(symbol.log_spread + model::kSpreadSlope * bucket.state +
                                    model::kSpreadNoise * draws.spread));
  row.vol_bps = rounded(
      std::exp(symbol.log_vol + model::kVolSlope * bucket.state + model::kVolNoise * draws.vol));
  row.participation = rounded(std::min(0.3, 0.02 * std::exp(0.5 * draws.participation)));
  row.log_adv = rounded(symbol.log_adv);
  row.lit_share = rounded(0.45 + 0.5 * draws.lit);
  row.md_rate = rounded(4 + 0.5 * bucket.state + 0.4 * draws.md_rate);
  row.pre_mid_bps = rounded(0.1 * row.vol_bps * draws.pre_mid);
  row.gap = gap_of(world.options(), draws);
  const Channels base = base_cost(world, row, bucket.state);
  row.aligned = outcome_under(world, row, draws, bucket.state, base, 0);
  row.drifted = outcome_under(world, row, draws, bucket.state, base, world.options().effect_scale);
  return row;
}

}  // namespace holdfast
