// The verb `decompose`: which part of what drift cost goes with each mediator, by channel.
#pragma once

#include <string>
#include <vector>

#include "cdt/gelbach.h"
#include "tca/analysis_sample.h"

namespace holdfast {

struct DecomposeAnswer {
  AnalysisSource source;
  SampleFlow flow;
  std::vector<std::vector<double>> cuts;
  EstimateStatus status = EstimateStatus::empty;  // no parts unless ok or no_inference
  Gelbach parts;
};

/// The numbers that it needs beside those of `cdt`: mediators and channels.
std::vector<std::string> columns_of_parts(const CdtCommand& command);
Result<DecomposeAnswer> decompose_answer(const CdtCommand& command);
/// Of rows that are read, with these columns, and matched already.
DecomposeAnswer decompose_of(const CdtCommand& command, const AnalysisSample& sample,
                             const MatchedSample& matched);

/// docs/schema/decompose.schema.json.
std::string decompose_json(const CdtCommand& command, const DecomposeAnswer& answer);

}  // namespace holdfast
