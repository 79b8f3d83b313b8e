// holdfast-tca features: the calibration that the agent's features page loads.
#pragma once

#include <string>

#include "base/result.h"
#include "cdt/dose_uplift.h"
#include "tca/analysis_sample.h"
#include "tca/cdt_parse.h"

namespace holdfast {

struct FeaturesCommand {
  CdtCommand cdt;                   // with the one τ of the tail
  std::string dose;                 // a column; empty: the treatment
  std::string session = "session";  // the column of sessions, which ascend as texts
  unsigned sessions = 20;           // so many of the last calibrate
  char grade = 'C';
  std::string canary;  // the folder of one; its promotion is grade A
};

class FeaturesParser {
 public:
  void build(CLI::App& app);
  /// After it was parsed. usage: what does not go together.
  Result<FeaturesCommand> command() const;

 private:
  CdtParser cdt_{CdtPart::features};
  FeaturesCommand command_;
  std::string grade_ = "C";
};

struct FeaturesAnswer {
  AnalysisSource source;
  SampleFlow flow;
  EstimateStatus status = EstimateStatus::empty;
  char grade = 'D';
  std::string grade_from;  // why it is that
  std::string model;       // "fe_b" or "fe_a"; empty: none
  double threshold = 0;    // the controls' quantile at τ, bps
  std::size_t clusters = 0, sessions = 0;
  DoseUplift uplift;
};

Result<FeaturesAnswer> features_answer(const FeaturesCommand& command);
/// docs/schema/features.schema.json.
std::string features_json(const FeaturesCommand& command, const FeaturesAnswer& answer);
std::string features_text(const FeaturesCommand& command, const FeaturesAnswer& answer);
int run_features(const FeaturesCommand& command);

}  // namespace holdfast
