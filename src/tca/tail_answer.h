// The verb `tail`: what drift did to the costly orders.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdt/iw_qte.h"
#include "cdt/quantile_regression.h"
#include "cdt/stop_loss.h"
#include "tca/analysis_sample.h"

namespace holdfast {

struct TailEffect {
  IwQte quantile;
  StopLossEffect stop_loss;
};

struct MatchedTailEffect {
  double tau = 0, quantile = 0, expected_shortfall = 0;
};

/// Quantile regression's coefficients of the treatment and the covariates, for each share.
struct QuantileModel {
  std::string reason;              // why there is none
  std::vector<std::string> names;  // of the coefficients, the constant's first
  std::vector<QuantileFit> fits;
};

struct TailAnswer {
  AnalysisSource source;
  SampleFlow flow;
  std::vector<std::vector<double>> cuts;
  EstimateStatus status = EstimateStatus::empty;
  std::string model;           // "fe_b" or "fe_a"; empty: none
  bool negative_mass = false;  // FE_B's weights were doubted, and FE_A's are used
  std::size_t rows = 0, clusters = 0;
  /// More than a fifth of the rows were pruned: strata of few rows move quantiles
  /// (docs/tca-monte-carlo.md).
  bool is_pruned_hard = false;
  std::vector<TailEffect> effects;         // one per τ
  std::vector<MatchedTailEffect> matched;  // printed beside, not to be relied on
  // With --quantile-regression: without effects, and Canay's with those of `model`.
  std::optional<QuantileModel> plain, canay;
};

Result<TailAnswer> tail_answer(const CdtCommand& command);
/// Of rows that are read and matched already.
TailAnswer tail_of(const CdtCommand& command, const AnalysisSample& sample,
                   const MatchedSample& matched);

/// docs/schema/tail.schema.json.
std::string tail_json(const CdtCommand& command, const TailAnswer& answer);

}  // namespace holdfast
