// One made child order as a row of the analysis, with what it would have cost under either regime.
// A function of the world and the row's number.
#pragma once

#include <array>
#include <cstdint>

#include "order_synth/order_model.h"
#include "order_synth/order_world.h"

namespace holdfast {

/// What a row lacks. Its truth is there all the same.
enum class OrderGap { none, regime, spread, vol, cost };

/// What an order costs under one regime, in millionths of a basis point, so that channels add up
/// exactly.
struct OrderCost {
  std::array<std::int64_t, 3> channel_ubps = {};  // impact, timing, routing
  std::int64_t y_ubps() const { return channel_ubps[0] + channel_ubps[1] + channel_ubps[2]; }
};

/// Under one regime.
struct OrderOutcome {
  std::array<double, order_model::kMediators> mediator = {};  // NRS, LLC misses, softirq, drift
  OrderCost cost;
  double ack_us = 0, jitter_us = 0, fill_share = 0;
};

struct OrderRow {
  std::uint64_t row = 0, parent = 0;
  std::int64_t decision_ns = 0;  // true time
  std::uint32_t host = 0, session = 0, bucket = 0, symbol = 0;
  bool is_buy = false, is_passive = false;
  std::uint32_t venue = 0;  // kOrderVenues
  bool is_drifted = false;  // D
  OrderGap gap = OrderGap::none;
  std::int64_t shares = 0;
  // Rounded to four decimals.
  double spread_bps = 0, vol_bps = 0, participation = 0, log_adv = 0, lit_share = 0, md_rate = 0;
  double pre_mid_bps = 0;  // the mid's move before the decision: an outcome that nothing here moves
  OrderOutcome aligned, drifted;

  const OrderOutcome& outcome() const { return is_drifted ? drifted : aligned; }
};

inline constexpr std::array<const char*, 4> kOrderVenues = {"XNAS", "XNYS", "BATS", "IEXG"};

/// `row` is below the world's number of rows.
OrderRow make_order_row(const OrderWorld& world, std::uint64_t row);

/// Of rows that follow each other in `bucket`.
OrderRow make_order_row(const OrderWorld& world, const OrderBucket& bucket, std::uint64_t row);

}  // namespace holdfast
