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

/// Columns beside those that `cdt` uses.
struct MoreColumns {
  std::vector<std::string> numbers, factors;
};

/// A file's columns as they stand there, with a sound treatment.
struct AnalysisTable {
  AnalysisSource source;
  Table table;
};

/// The numbers and the factors that an estimate needs, and `more` numbers.
std::vector<std::string> numbers_of(const AnalysisColumns& columns,
                                    const std::vector<std::string>& more = {});
std::vector<std::string> factors_of(const AnalysisColumns& columns);

/// Numbers that are read when the file has every one of them.
using ColumnGroup = std::vector<std::string>;

/// The command's columns and `more`, one that is also named in a factor read as a number; and those
/// of each group of which the file has all.
Result<AnalysisTable> read_analysis(const CdtCommand& command, const MoreColumns& more,
                                    const std::vector<ColumnGroup>& if_all_there = {});

/// The rows of it that have a value in the command's columns and in `more`.
AnalysisRows complete_rows(const AnalysisTable& table, const CdtCommand& command,
                           const MoreColumns& more);

/// Both.
Result<AnalysisSample> read_sample(const CdtCommand& command, const MoreColumns& more);

struct MatchedSample {
  CemMatch match;
  std::vector<std::vector<double>> cuts;  // of each coarsened column
  std::optional<AnalysisRows> pruned;     // the rows of matched strata
};

/// Those of matched strata, ascending.
std::vector<std::uint32_t> kept_rows(const CemMatch& match);

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
