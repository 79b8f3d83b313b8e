// Pairs of one treated row and one control, as nearest-neighbour matching makes them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cdt/factor.h"
#include "cdt/match_status.h"
#include "cdt/matched_difference.h"

namespace holdfast {

struct NearestPair {
  std::uint32_t treated = 0, control = 0;  // rows
  double distance = 0;
  friend bool operator==(const NearestPair&, const NearestPair&) = default;
};

struct NearestMatch {
  EstimateStatus status = EstimateStatus::empty;
  MatchFlow flow;                  // strata are the exact cells; a matched one has a pair
  std::vector<NearestPair> pairs;  // by the treated row
};

/// The rows of each exact cell by arm, both ascending. CHECK: the columns agree in length.
struct ArmRows {
  std::vector<std::uint32_t> treated, control;
};
std::vector<ArmRows> rows_by_cell(std::span<const double> treated, std::span<const Factor> exact);

/// Sorts the pairs and counts them.
NearestMatch nearest_match(std::span<const ArmRows> cells, std::vector<NearestPair> pairs,
                           std::size_t matched_cells);

struct NearestDifference {
  MatchedDifference
      by_pair;  // CR1 by pair, valid as no control is in two pairs (Abadie, Spiess 2022)
  std::optional<MatchedDifference> by_cluster, two_way;  // with a cluster
};

/// The mean difference within pairs. nullopt: there is no pair. CHECK: all have as many rows.
std::optional<NearestDifference> nearest_difference(const NearestMatch& match,
                                                    std::span<const double> y,
                                                    std::span<const double> treated,
                                                    const std::optional<Factor>& cluster);

}  // namespace holdfast
