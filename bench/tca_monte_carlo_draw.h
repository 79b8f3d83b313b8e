// One seed of the Monte Carlo of docs/tca-monte-carlo.md: orders whose truth is known, and what the
// estimators of holdfast-tca make of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cdt/parallel_for.h"
#include "order_synth/order_synth_options.h"
#include "tca/analysis_columns.h"

namespace holdfast {

struct McEstimate {
  double estimate = 0;
  double truth = 0;     // as it fell out in these rows
  double expected = 0;  // the same on average over tails and noise; of a quantile the truth
  bool has_error = false;
  double low = 0, high = 0;  // 95 %
};

/// By name: naive, cem, fe_a and fe_b by CR1; fe_b_max by the largest error; iw_p50, iw_p90,
/// iw_p95, iw_p99 by MOVER; matched_p95.
std::map<std::string, McEstimate> mc_draw(const OrderSynthOptions& options,
                                          const AnalysisColumns& columns);

/// The parts of the effect that go with NRS, LLC misses, softirq and drift, and all else.
struct McPart {
  std::string name;
  double value = 0, error = 0, truth = 0;
};
std::vector<McPart> mc_parts(const OrderSynthOptions& options, const ParallelFor& parallel);

}  // namespace holdfast
