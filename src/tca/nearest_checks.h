// Nearest neighbours as checks beside the headline: pairs by Mahalanobis distance and by propensity
// (TCA §6.2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cdt/cluster_estimate.h"
#include "cdt/nearest_pairs.h"
#include "tca/analysis_columns.h"
#include "tca/analysis_rows.h"

namespace holdfast {

struct NearestCheck {
  std::string name;    // "nn_mahalanobis", "nn_propensity"
  std::string reason;  // why there is none, when the pairs could not be made
  EstimateStatus status = EstimateStatus::not_identified;
  MatchFlow flow;
  double estimate = 0;
  std::vector<ClusterEstimate> inference;  // "pair", "cr1", "two_way" (pair and cluster)
  std::vector<double> differences;         // of the outcome, treated − control, by pair
  bool has_estimate() const { return !differences.empty(); }
};

/// Both, with the covariates that tell rows apart and within the exact cells. The treated choose in
/// the order of the file: this alone depends on it, as MatchIt's answer does.
std::vector<NearestCheck> nearest_checks(const AnalysisRows& rows, const AnalysisColumns& columns);

}  // namespace holdfast
