#include "order_synth/order_row_csv.h"

#include <cmath>

#include "order_synth/fixed_decimal.h"
#include "order_synth/order_names.h"

namespace holdfast {
namespace {

void append_outcome(std::string& to, const OrderOutcome& outcome, bool has_cost, double m4_offset) {
  for (std::size_t kind = 0; kind < outcome.mediator.size(); ++kind) {
    to += ',';
    const double offset = kind == 3 ? m4_offset : 0.0;
    append_decimal(to, std::llround((outcome.mediator[kind] + offset) * 1e4), 4);
  }
  to += ',';
  if (has_cost) {
    append_decimal(to, outcome.cost.y_ubps(), 6);
  }
  for (const std::int64_t channel : outcome.cost.channel_ubps) {
    to += ',';
    if (has_cost) {
      append_decimal(to, channel, 6);
    }
  }
}

void append_covariate(std::string& to, double value, bool is_there = true) {
  to += ',';
  if (is_there) {
    append_decimal(to, std::llround(value * 1e4), 4);
  }
}

}  // namespace

std::string_view order_csv_header() {
  return "row_id,parent_id,ts_decision_ns,host,session,bucket,symbol,side,passive,venue,D,"
         "notional_usd,spread_bps,vol_bps,participation,log_adv,lit_share,md_rate,pre_mid_bps,"
         "nrs,llc_misses,softirq_us,drift_us,y,y_impact,y_timing,y_routing,ack_us,jitter_us,"
         "fill_share,y0,y1";
}

void append_order_csv(std::string& to, const OrderWorld& world, const OrderRow& row) {
  const double offset_us = world.hosts()[row.host].clock_offset_us;
  append_whole(to, static_cast<std::int64_t>(row.row));
  to += ',';
  append_whole(to, static_cast<std::int64_t>(row.parent));
  to += ',';
  append_whole(to, row.decision_ns + std::llround(offset_us * 1e3));
  to += ',';
  append_order_name(to, 'H', row.host);
  to += ',';
  to += world.session_name(row.session);
  to += ',';
  append_whole(to, row.bucket);
  to += ',';
  append_order_name(to, 'S', row.symbol);
  to += row.is_buy ? ",1" : ",-1";
  to += row.is_passive ? ",1," : ",0,";
  to += kOrderVenues[row.venue];
  to += row.gap == OrderGap::regime ? "," : row.is_drifted ? ",1" : ",0";
  to += ',';
  append_decimal(to, row.shares * std::llround(world.symbols()[row.symbol].price * 100), 2);
  append_covariate(to, row.spread_bps, row.gap != OrderGap::spread);
  append_covariate(to, row.vol_bps, row.gap != OrderGap::vol);
  for (const double covariate :
       {row.participation, row.log_adv, row.lit_share, row.md_rate, row.pre_mid_bps}) {
    append_covariate(to, covariate);
  }
  append_outcome(to, row.outcome(), row.gap != OrderGap::cost, offset_us);
  for (const double outcome :
       {row.outcome().ack_us, row.outcome().jitter_us, row.outcome().fill_share}) {
    append_covariate(to, outcome);
  }
  to += ',';
  append_decimal(to, row.aligned.cost.y_ubps(), 6);
  to += ',';
  append_decimal(to, row.drifted.cost.y_ubps(), 6);
  to += '\n';
}

}  // namespace holdfast
