// The wild cluster bootstrap with the null imposed (WCR), for few clusters (A. C. Cameron, J. B.
// Gelbach, D. L. Miller, REStat 90, 2008): residuals under the null change their sign cluster by
// cluster, and the treatment's t by CR1 is compared with those of all the outcomes so made. The
// effects are absorbed anew in each, without another pass over the rows: a cluster's rows enter by
// their sums on the levels.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "cdt/cluster_codes.h"
#include "cdt/estimate_status.h"
#include "cdt/hdfe_design.h"
#include "cdt/hdfe_fit.h"
#include "cdt/parallel_for.h"
#include "stats/philox.h"

namespace holdfast {

inline constexpr std::size_t kMostWildClusters = 1000;

struct WildOptions {
  std::size_t draws = 9999;
  double level = .05;  // of the interval: 1 − level
  DrawStream from;
};

struct WildBootstrap {
  EstimateStatus status =
      EstimateStatus::ok;   // no_inference: below 5 clusters, above 1,000, or without residuals
  bool webb = false;        // six weights ±√½, ±1, ±√1½ (below 8 clusters), else ±1
  bool enumerated = false;  // every vector of weights once, when there are at most `draws`
  std::size_t draws = 0;
  double t = 0;
  std::size_t larger = 0;  // |t*| above |t|
  std::size_t ties = 0;    // equal to 1e-9 of it
  double p = 1;  // (larger + ties) / draws when enumerated, else (1 + larger + ties) / (draws + 1)
  /// The nulls on both sides of the estimate where p first falls to the level, outwards by standard
  /// errors; absent when it does not within 200 of them.
  std::optional<double> low;
  std::optional<double> high;
};

/// Of the treatment's coefficient. Draw b of cluster g is bits_at(from, b, g).
WildBootstrap wild_bootstrap(const HdfeDesign& design, const HdfeFit& fit,
                             const ClusterCodes& clusters, const WildOptions& options,
                             const ParallelFor& parallel = serial_for);

/// Below 30 clusters, or below 10 with a treated row, or with more than a fifth of all rows in one.
bool has_few_clusters(const HdfeDesign& design, const ClusterCodes& clusters);

}  // namespace holdfast
