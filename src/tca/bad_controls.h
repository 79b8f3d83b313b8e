// Columns that drift itself moves: held fixed, they take away part of what is to be measured (TCA
// §3.6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tca/analysis_columns.h"

namespace holdfast {

/// By its name, of which words are parted by "_" and capitals do not matter: realised
/// participation and venue mix, fills, acknowledgements, HJ, NRS, SAD, cache, softirq, causal
/// drift, jitter, place in the queue. "": it is none.
std::string_view bad_control(std::string_view column);

/// Those among the covariates, the matched columns and the parts of fixed effects, each once.
std::vector<std::string> bad_controls(const AnalysisColumns& columns);

/// usage: there is one, with its name and the remedy.
Result<void> refuse_bad_controls(const AnalysisColumns& columns);

}  // namespace holdfast
