// What the verbs on analysis rows have in common: reading them, matching them, and the regression's
// input.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cdt/cem.h"
#include "cdt/hdfe_design.h"
#include "table/column.h"
#include "tca/analysis_rows.h"
#include "tca/cdt_command.h"

namespace holdfast {

/// Where the rows come from.
struct AnalysisSource {
  std::string file, format, sha256;
  std::uint64_t bytes = 0;
};

struct AnalysisSample {
  AnalysisSource source;
  AnalysisRows rows;
};

/// The columns of a file, before rows are dropped.
struct AnalysisTable {
  AnalysisSource source;
  Table table;
};

/// The numbers and the factors that an estimate needs, and `more` numbers.
std::vector<std::string> numbers_of(const AnalysisColumns& columns,
                                    const std::vector<std::string>& more = {});
std::vector<std::string> factors_of(const AnalysisColumns& columns);

/// A column that is named as a number and in a factor is read as a number.
Result<AnalysisTable> read_analysis(const CdtCommand& command,
                                    const std::vector<std::string>& numbers,
                                    const std::vector<std::string>& factors);

/// The command's columns, and `more` numbers.
Result<AnalysisSample> read_sample(const CdtCommand& command, const std::vector<std::string>& more);

struct MatchedSample {
  CemMatch match;
  std::vector<std::vector<double>> cuts;  // of each coarsened column
  std::optional<AnalysisRows> pruned;     // the rows of matched strata
};

/// `is_pruned`: make `pruned`, if anything was matched.
MatchedSample match_sample(const AnalysisRows& rows, const AnalysisColumns& columns,
                           bool is_pruned);

/// The rows that regressions are made of; nullptr: nothing was matched.
const AnalysisRows* regressed_rows(const AnalysisRows& rows, const MatchedSample& matched,
                                   bool is_pruned);

/// The treatment, the covariates and these effects, of the rows.
HdfeInput regression_input(const AnalysisRows& rows, const AnalysisColumns& columns,
                           const std::vector<std::string>& effects);

}  // namespace holdfast
