// What other verbs found, read from the files that they wrote by --json, as far as the report draws
// it. Members that it does not know are passed over.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tca/analysis_sample.h"

namespace holdfast {

struct EventBeta {
  double k = 0, beta = 0;                                       // k bins after the change
  std::optional<double> error, low, high, band_low, band_high;  // of the reference bin: none
};

struct EventOutcome {
  std::string outcome, status;
  std::optional<std::string> direction, cause;
  std::vector<EventBeta> betas;
  std::optional<double> pretrend_p;
};

struct GivenEvents {
  AnalysisSource source;
  std::vector<EventOutcome> outcomes;
};

struct GivenCanaryLook {
  double pairs = 0;
  std::optional<double> cost, jitter, completion;  // ln e
  std::optional<double> low, high;                 // the confidence sequence of the cost
};

struct GivenCanary {
  AnalysisSource source;
  std::string decision;
  std::vector<GivenCanaryLook> looks;
  std::optional<double> threshold;  // of ln e
};

struct GridPoint {
  std::string effects, pruning;
  std::optional<std::string> status;
  std::optional<double> threshold, washout;  // of the labels: VAM, seconds
  std::optional<double> estimate, error, low, high;
};

struct GivenGrid {
  AnalysisSource source;
  std::vector<GridPoint> points;
  std::optional<std::string> grade;
  std::vector<std::string> grade_reasons;
  std::optional<std::string> rows_sha256;  // of the rows that it was made of
};

/// The sums of the decomposition's rows, bps: what drift costs by channel.
struct GivenEffects {
  AnalysisSource source;
  std::string status;
  double impact = 0, timing = 0, routing = 0;
  std::optional<double> error;             // standard error of their sum
  std::optional<std::string> rows_sha256;  // of the rows that it was made of
};

/// malformed: a sentence with the file and the member that is wrong.
Result<GivenEvents> read_given_events(const std::string& path);
Result<GivenCanary> read_given_canary(const std::string& path);
Result<GivenGrid> read_given_grid(const std::string& path);
/// Of the channels y_impact, y_timing and y_routing.
Result<GivenEffects> read_given_effects(const std::string& path);

}  // namespace holdfast
