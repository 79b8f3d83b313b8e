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
/// Those of the columns in which each row of the table is null; none of a table without rows.
std::vector<std::string> columns_without_value(const Table& table,
                                               const std::vector<std::string>& names);
/// usage: a mediator or channel without a value in any row.
Result<DecomposeAnswer> decompose_answer(const CdtCommand& command);
/// Of rows that are read, with these columns, and matched already.
DecomposeAnswer decompose_of(const CdtCommand& command, const AnalysisSample& sample,
                             const MatchedSample& matched);

/// Which mediators the full regression left out, and what that means; empty: none.
std::string dropped_sentence(const CdtCommand& command, const Gelbach& parts);

/// docs/schema/decompose.schema.json.
std::string decompose_json(const CdtCommand& command, const DecomposeAnswer& answer);

}  // namespace holdfast
