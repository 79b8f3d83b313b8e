// What made orders are like: how many, and how far their world is from the usual one.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace holdfast {

inline constexpr std::uint32_t kOrderBuckets = 13;  // of 30 minutes: one session

struct OrderSynthOptions {
  std::uint64_t seed = 1;
  std::uint64_t rows = 10'000;  // child orders
  // Clusters are hosts × sessions.
  std::uint32_t hosts = 40;
  std::uint32_t sessions = 25;
  std::uint32_t symbols = 40;
  double effect_scale = 1;  // of all that drift does; 0: nothing, y1 is y0
  double hidden = 0;  // bps that one unit of the market's state z adds to y, seen by no column
  double logit_slope = 1.10;    // of drift on z: the larger, the less the regimes overlap
  double tail_aligned = 0.015;  // share of orders that meet the tail's cost
  double tail_drifted = 0.055;  // the same under drift, at effect_scale 1
  double missing = 0;           // share of rows that lack one of D, spread_bps, vol_bps, y
  double clock_skew_us = 0;     // standard deviation of the hosts' clocks' constant offsets
  bool one_host_always_drifted = false;
  bool disjoint_symbols = false;  // no symbol is traded under both regimes
};

/// usage, with the option's name, its value and its bounds.
Result<void> check(const OrderSynthOptions& options);

}  // namespace holdfast
