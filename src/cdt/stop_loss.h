// The stop-loss tail effect: what drift adds beyond a threshold, by the same regression as the mean
// (TCA §6.6 (b)).
#pragma once

#include <span>
#include <vector>

#include "cdt/cluster_codes.h"
#include "cdt/cluster_estimate.h"
#include "cdt/hdfe_design.h"
#include "cdt/iw_cdfs.h"

namespace holdfast {

/// (y − threshold)₊/(1 − τ) per row. CHECK: 0 ≤ τ < 1.
std::vector<double> stop_loss_outcome(std::span<const double> y, double threshold, double tau);

struct StopLossEffect {
  double tau = 0;
  double threshold = 0;  // the controls' quantile at τ by the implied weights
  /// In y's unit. An upper bound of the difference in expected shortfall at τ, as far as the
  /// implied weights are not negative (Rockafellar and Uryasev 2000).
  ClusterEstimate effect;
};

/// `y` per row of the design's input.
StopLossEffect stop_loss_effect(const HdfeDesign& design, const IwCdfs& cdfs,
                                std::span<const double> y, const ClusterCodes& clusters,
                                double tau);

}  // namespace holdfast
