// The variance of an HdfeFit's coefficients when rows of one cluster move together: CR1 for one way
// of clustering, and for two (Cameron, Gelbach, Miller, "Robust Inference with Multiway
// Clustering", JBES 29, 2011). The small-sample corrections are those of R's fixest, from its
// R/VCOV.R: G/(G − 1) · (n − 1)/(n − K), with t on G − 1 degrees of freedom, G the smaller one of
// two ways, and of a fixed effect that is nested in the clusters one parameter counted.
#pragma once

#include <cstddef>
#include <vector>

#include "cdt/cluster_codes.h"
#include "cdt/estimate_status.h"
#include "cdt/hdfe_design.h"
#include "cdt/hdfe_fit.h"
#include "cdt/parallel_for.h"

namespace holdfast {

/// Below it no standard error by clusters is offered: EstimateStatus::no_inference.
inline constexpr std::size_t kFewestClusters = 5;

struct ClusterVariance {
  EstimateStatus status = EstimateStatus::ok;  // ok or no_inference, and then nothing else is set
  std::vector<double> variance;                // columns × columns
  std::size_t clusters = 0;                    // the smaller number of two ways
  std::size_t parameters = 0;                  // K
  double degrees = 0;                          // clusters − 1
  bool negative_eigenvalues = false;           // of two ways; they were set to 0
};

/// K: the design's parameters without those of effects nested in a cluster, but one of each; when
/// all are nested, the regressors and 1.
std::size_t parameters_beside(const HdfeDesign& design, const ClusterCodes& clusters);

ClusterVariance cr1(const HdfeDesign& design, const HdfeFit& fit, const ClusterCodes& clusters,
                    const ParallelFor& parallel = serial_for);

/// V₁ + V₂ − V₁₂, each with the correction of the smaller number of clusters; an effect is nested
/// when it is in either.
ClusterVariance two_way(const HdfeDesign& design, const HdfeFit& fit, const ClusterCodes& first,
                        const ClusterCodes& second, const ParallelFor& parallel = serial_for);

}  // namespace holdfast
