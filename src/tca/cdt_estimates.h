// The estimates of `cdt`, computed: the difference as it is, the matched one, and both regressions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdt/balance.h"
#include "cdt/cem.h"
#include "cdt/cluster_estimate.h"
#include "cdt/estimate_status.h"
#include "cdt/evidence_grade.h"
#include "cdt/parallel_for.h"
#include "cdt/wild_bootstrap.h"
#include "tca/analysis_columns.h"
#include "tca/analysis_rows.h"

namespace holdfast {

struct MatchedSample;

struct CdtEstimate {
  std::string name;  // "naive", "cem", "fe_a", "fe_b"
  EstimateStatus status = EstimateStatus::empty;
  double estimate = 0;  // bps; only when has_estimate()
  std::size_t rows = 0, treated = 0;
  std::size_t clusters = 0;
  std::vector<ClusterEstimate> inference;  // CR1 first
  // Of a regression:
  std::optional<WildBootstrap> wild;  // when there are few clusters
  std::vector<std::string> effects;
  std::size_t singletons = 0;                   // rows that their fixed effect explains alone
  std::vector<std::string> dropped_regressors;  // combinations of those before them

  bool has_estimate() const {
    return status == EstimateStatus::ok || status == EstimateStatus::feasible_att ||
           status == EstimateStatus::no_inference || status == EstimateStatus::low_n;
  }
  /// The inference with the largest standard error; nullptr without any.
  const ClusterEstimate* deciding() const { return largest_error(inference); }
};

struct CovariateBalance {
  std::string column;
  BalanceRow row;
};

struct CdtEstimates {
  std::vector<CdtEstimate> estimates;
  EstimateStatus match_status = EstimateStatus::empty;
  MatchFlow match;
  double control_ess = 0;
  std::vector<std::vector<double>> cuts;  // of each coarsened column
  std::vector<CovariateBalance> balance;  // of the covariates, before and after matching
  /// The best of them that has an estimate: fe_b, fe_a, cem, naive; empty: none.
  std::string headline;
  /// That of fe_b, unless only some treated rows were matched.
  EstimateStatus status = EstimateStatus::empty;
  char grade = '-';  // as far as these estimates tell: no placebo was looked at
  std::vector<std::string> grade_reasons;
};

/// What they tell of the grade. `columns` are those that they were made with.
GradeFacts grade_facts(const CdtEstimates& estimates, const AnalysisColumns& columns);

CdtEstimates estimate_cdt(const AnalysisRows& rows, const AnalysisColumns& columns, bool is_pruned,
                          const ParallelFor& parallel);
/// The same of rows that are matched already.
CdtEstimates estimate_cdt(const AnalysisRows& rows, const MatchedSample& sample,
                          const AnalysisColumns& columns, bool is_pruned,
                          const ParallelFor& parallel);

}  // namespace holdfast
