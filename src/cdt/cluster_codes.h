// ClusterCodes: which cluster each kept row of a design is in, with the clusters that have rows
// numbered 0 … count − 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cdt/factor.h"
#include "cdt/hdfe_design.h"

namespace holdfast {

struct ClusterCodes {
  std::vector<std::uint32_t> codes;  // per kept row
  std::size_t count = 0;
};

/// Numbered in the order of the factor's levels. CHECK: the factor has a code for every row of the
/// design's input.
ClusterCodes clusters_of(const HdfeDesign& design, const Factor& factor);

/// Rows are together when they are in both; numbered in the order of their first rows.
ClusterCodes intersection_of(const ClusterCodes& a, const ClusterCodes& b);

/// Does every level of a factor of the design lie in one cluster?
bool nested_in(const HdfeEffects& effects, std::size_t factor, const ClusterCodes& clusters);

/// Σ w·a·b per cluster, in the order of rows. `weights`: none or one per row.
std::vector<double> cluster_sums(const ClusterCodes& clusters, std::span<const double> a,
                                 std::span<const double> b, std::span<const double> weights);

}  // namespace holdfast
