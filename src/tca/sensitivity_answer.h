// The verb `sensitivity`: how far what drift cost may be relied on (TCA §10).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdt/evidence_grade.h"
#include "cdt/placebo_regression.h"
#include "cdt/robustness_value.h"
#include "tca/analysis_sample.h"
#include "tca/cdt_estimates.h"
#include "tca/first_coefficient.h"
#include "tca/nearest_checks.h"

namespace holdfast {

class StageLine;

/// The regime turned round within each host-session (P1).
struct ShiftTest {
  std::size_t windows = 0, mixed = 0, held = 0;  // of LabelPaths
  std::vector<std::optional<double>> estimates;  // of k = 1, 2, …
  PlaceboRank all;
  PlaceboRank far;  // of those at least three windows away in both directions
};

/// Paths exchanged within a date (P2).
struct ExchangeTest {
  std::size_t draws = 0;
  PlaceboRank rank;
};

enum class ControlKind { negative_exposure, negative_outcome, lead };
std::string_view name_of(ControlKind kind);

/// A coefficient that ought to be 0 (P3 to P5).
struct ControlTest {
  ControlKind kind = ControlKind::negative_outcome;
  std::string column;
  FirstCoefficient found;
  bool is_significant() const { return found.status == EstimateStatus::ok && found.cr1.p < 0.05; }
};

/// A covariate's bound of a confounder `times` as strong, and what it leaves of the estimate.
struct BenchmarkBound {
  std::string covariate;
  int times = 1;
  std::optional<ConfounderBound> bound;  // nullopt: none can be so strong
  AdjustedEstimate adjusted;
};

struct EValues {
  double sd_control = 0, estimate = 1, limit = 1;
};

struct RosenbaumBounds {
  std::string pairs_by;
  std::size_t pairs = 0;                     // with a difference
  std::optional<double> gamma;               // at which p is 0.05; nullopt: there is none
  std::vector<std::pair<double, double>> p;  // by gamma
};

/// Another model of the same question (S4).
struct SpecEstimate {
  std::string effects;  // "none", "FE_A", "FE_B"
  std::string pruning;  // "none", "cem"
  std::optional<double> threshold, washout_s;
  FirstCoefficient found;
};

struct SensitivityAnswer {
  AnalysisSource source;
  SampleFlow flow;
  CdtEstimates cdt;
  std::string model;  // of the checks: "fe_b" or "fe_a"; empty: no regression has an estimate
  std::optional<ShiftTest> shifts;
  std::optional<ExchangeTest> exchanges;
  std::vector<ControlTest> controls;
  std::optional<Robustness> robustness;
  std::vector<BenchmarkBound> benchmarks;
  std::vector<std::pair<ConfounderBound, AdjustedEstimate>> adjusted;  // a grid of strengths
  std::optional<EValues> e_values;
  std::optional<RosenbaumBounds> rosenbaum;
  std::vector<SpecEstimate> spec_grid;
  CheckOutcome placebo = CheckOutcome::not_run, robust = CheckOutcome::not_run;
  EvidenceGrade grade;

  const CdtEstimate* headline() const;
};

Result<SensitivityAnswer> sensitivity_answer(const CdtCommand& command, StageLine& stage);

/// Per code of the window's column its place in time; none when the column is one of numbers, whose
/// codes ascend. usage: it is several columns, or a text that is no number.
Result<std::vector<std::uint32_t>> window_places(const Table& table, const std::string& window);

/// P1 to P5, of the rows that the regressions see.
void add_placebos(SensitivityAnswer& out, const CdtCommand& command, const Table& table,
                  const ParallelFor& parallel);
/// S1 to S3.
void add_bounds(SensitivityAnswer& out, const CdtCommand& command, const AnalysisRows& rows,
                const AnalysisRows& regressed, const ParallelFor& parallel);
/// S4.
void add_spec_grid(SensitivityAnswer& out, const CdtCommand& command, const Table& table,
                   const AnalysisRows& rows, const ParallelFor& parallel);

/// The effects of the model that checks are made with.
const std::vector<std::string>& effects_of(const SensitivityAnswer& answer,
                                           const AnalysisColumns& columns);

/// docs/schema/sensitivity.schema.json.
std::string sensitivity_json(const CdtCommand& command, const SensitivityAnswer& answer);
std::string sensitivity_text(const CdtCommand& command, const SensitivityAnswer& answer);

}  // namespace holdfast
