// Implied-weight quantile effects: what drift did to a quantile of cost (TCA §6.6 (a)).
#pragma once

#include <span>

#include "cdt/cluster_codes.h"
#include "cdt/estimate_status.h"
#include "cdt/hdfe_design.h"
#include "cdt/iw_cdfs.h"

namespace holdfast {

struct IwQte {
  double tau = 0;
  double treated = 0, control = 0;  // the quantiles
  double effect = 0;                // their difference
  /// ok, or no_inference with fewer than five clusters: nothing below is set then.
  EstimateStatus status = EstimateStatus::ok;
  double cdf_error_treated = 0, cdf_error_control = 0;  // CR1 of both functions at the quantile
  double correlation = 0;                               // of both functions' errors, by cluster
  double degrees = 0;                                   // clusters − 1
  /// 95 %: Woodruff's limits of each quantile put together by MOVER (Zou and Donner 2008).
  double low = 0, high = 0;
  double delta_error = 0;  // by the sparsity at Hall and Sheather's bandwidth on the effective rows
};

/// `cdfs` are those of the design and of `y`, which has a value per row of the design's input.
/// CHECK: 0 < τ < 1.
IwQte iw_qte(const HdfeDesign& design, const IwCdfs& cdfs, std::span<const double> y,
             const ClusterCodes& clusters, double tau);

}  // namespace holdfast
