// Inference that takes out how much each cluster pulls the fit towards itself, H_g = Z_g (Z'Z)⁻
// Z_g' with Z the regressors and the effects' dummies. CR2: residuals times (I − H_g)^(−1/2), with
// Satterthwaite's degrees of freedom under independent errors (R. M. Bell, D. F. McCaffrey, Survey
// Methodology 28, 2002; J. E. Pustejovsky, E. Tipton, JBES 36, 2018). CR3: the jackknife, √((G −
// 1)/G · Σ_g (β − β without g)²), every refit with its effects, in one step.
//
// A cluster's rows enter by their cross-products alone: H_g has no more dimensions than the cluster
// has regressors and levels.
#pragma once

#include <cstddef>

#include "cdt/cluster_codes.h"
#include "cdt/cluster_estimate.h"
#include "cdt/hdfe_design.h"
#include "cdt/hdfe_fit.h"
#include "cdt/parallel_for.h"

namespace holdfast {

inline constexpr std::size_t kMostLeverageClusters = 200;

struct LeverageEstimates {
  ClusterEstimate cr2;
  ClusterEstimate cr3;  // on G − 1 degrees of freedom
};

/// no_inference below 5 or above 200 clusters, and above kMostInvertedLevels levels; CR3 also when
/// without one cluster the coefficient is not identified. Weighted rows are taken for rows with
/// variance 1/w.
LeverageEstimates leverage_estimates(const HdfeDesign& design, const HdfeFit& fit,
                                     const ClusterCodes& clusters, std::size_t coefficient = 0,
                                     const ParallelFor& parallel = serial_for);

}  // namespace holdfast
