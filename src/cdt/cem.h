// Coarsened exact matching: rows that fall into one cell of binned covariates and exact factors are
// compared with each other, and cells without both arms are pruned (TCA §6.1).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cdt/factor.h"
#include "cdt/match_status.h"

namespace holdfast {

/// A value at or above a cut is in the bin above it. The cuts ascend strictly.
struct CoarsenedColumn {
  std::span<const double> values;
  std::vector<double> cuts;
};

/// Cuts at these quantiles (type 7) of all rows, equal ones once.
std::vector<double> quantile_cuts(std::span<const double> values,
                                  std::span<const double> probabilities);

struct CemMatch {
  static constexpr std::uint32_t kPruned = 0xffffffff;

  EstimateStatus status = EstimateStatus::empty;
  MatchFlow flow;
  /// Per row: its cell, counted from 0 over the matched ones by ascending bins (the first column's
  /// first, factors last), or kPruned.
  std::vector<std::uint32_t> stratum;
  /// Per row: 1 for treated, n1s/n0s for controls, scaled to sum to the number of matched controls;
  /// 0 for the pruned.
  std::vector<double> weights;
  double control_ess = 0;  // (Σw)²/Σw² of the matched controls
};

/// `treated` is 0 or 1 in each row; no value is NaN. CHECK: all columns have as many rows as it.
CemMatch match_coarsened(std::span<const double> treated, std::span<const CoarsenedColumn> columns,
                         std::span<const Factor> exact);

}  // namespace holdfast
