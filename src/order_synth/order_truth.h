// What drift did to the orders that were made, known exactly because both potential outcomes are.
// Over the rows that lack nothing: the sample that an estimator has.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "order_synth/order_row.h"

namespace holdfast {

/// A level of y, or of its average beyond one, for the drifted orders: as they were, as they would
/// have been, difference.
struct OrderTailTruth {
  double level = 0;  // 0.95 for the 95 % quantile
  double drifted_bps = 0, aligned_bps = 0;
  double effect_bps() const { return drifted_bps - aligned_bps; }
};

/// All in bps, all for drifted orders (effects on the treated).
struct OrderTruthTable {
  std::uint64_t rows = 0, drifted = 0, aligned = 0;
  std::array<std::uint64_t, 5> gaps = {};  // rows by OrderGap
  double satt_bps = 0;                     // of the outcomes as they fell out
  // What satt_bps is on average over tails and noise, given who was drifted: what an estimator's
  // interval is made for. That of satt_bps varies less than its standard error says, because the
  // tail that the drifted orders met is in both.
  double expected_satt_bps = 0;
  double naive_bps =
      0;  // mean of y under D = 1 minus mean under D = 0: not a truth, but what is to be beaten
  std::array<double, 3> channel_bps = {};  // of the SATT: impact, timing, routing
  /// By channel, then NRS, LLC misses, softirq, drift, all else (direct, tail, noise). Adds up to
  /// channel_bps.
  std::array<std::array<double, 5>, 3> component_bps = {};
  std::array<double, 5> component_total_bps = {};
  std::vector<OrderTailTruth> quantile;  // 0.50, 0.90, 0.95, 0.99: inf{y: F(y) >= level}
  OrderTailTruth shortfall;              // ES95, with the boundary's fraction
  double ack_us = 0, jitter_us = 0, fill_share = 0;  // effects on these outcomes
};

/// Sums are whole numbers, so that neither the order of rows nor how they were parted among threads
/// changes them.
class OrderTruth {
 public:
  void add(const OrderRow& row);
  void merge(const OrderTruth& other);
  /// Sorts what it holds. Nothing drifted: effects are 0 and `drifted` says so.
  OrderTruthTable table(const OrderSynthOptions& options);

 private:
  static constexpr std::size_t kMediators = order_model::kMediators;
  std::uint64_t aligned_ = 0;
  std::int64_t aligned_sum_ubps_ = 0;
  std::array<std::uint64_t, 5> gaps_ = {};
  std::array<std::int64_t, 3> channel_ubps_ = {};
  std::array<std::int64_t, kMediators> mediator_e4_ =
      {};  // ten-thousandths of each mediator's unit
  std::int64_t ack_e4_ = 0, jitter_e4_ = 0, fill_e4_ = 0;
  std::vector<std::int64_t> drifted_y_ubps_, aligned_y_ubps_;  // of the drifted orders
};

}  // namespace holdfast
