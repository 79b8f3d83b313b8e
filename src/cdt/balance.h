// How far both arms' covariates stand apart, before and after matching: the rows of a Love plot
// (TCA §6.3).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace holdfast {

enum class BalanceVerdict {
  pass,
  warn,  // |SMD| above 0.05
  fail,  // |SMD| above 0.10, or a variance ratio outside [0.5, 2]
};

/// One covariate under one weighting.
struct Balance {
  double mean_treated = 0, mean_control = 0;
  /// (mean_treated − mean_control) / the treated's sd (n − 1) without weights, before and after.
  /// Absent when that sd is 0 and the means differ; 0 when neither.
  std::optional<double> smd;
  /// Of the variances Σw(x − x̄)²/(1 − Σw²), w summing to 1 in the arm; absent when the controls'
  /// is not above 0 or one is undefined.
  std::optional<double> variance_ratio;
  double ks = 0;  // the largest distance of both weighted distribution functions
  BalanceVerdict verdict = BalanceVerdict::pass;
  friend bool operator==(const Balance&, const Balance&) = default;
};

struct BalanceRow {
  Balance before, after;
  friend bool operator==(const BalanceRow&, const BalanceRow&) = default;
};

/// `weights` as matching made them (0 for a row that is not in it), or a regression's implied ones:
/// wD̃/Σ of the treated and −wD̃/Σ of the controls; those may be below 0. nullopt: an arm has no
/// row, or its weights' sum is not above 0. No value is NaN. CHECK: all have as many rows.
std::optional<BalanceRow> balance_of(std::span<const double> covariate,
                                     std::span<const double> treated,
                                     std::span<const double> weights);

}  // namespace holdfast
