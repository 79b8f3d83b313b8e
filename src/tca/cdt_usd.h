// What drift cost in all, in dollars: Σ of the drifted orders' notional × the effect / 10⁴ (TCA
// §6.7, CDT_usd).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tca/analysis_sample.h"
#include "tca/cdt_estimates.h"

namespace holdfast {

struct CdtUsd {
  std::string column;                // of the notional; empty: none was asked for
  std::string reason;                // why there is no value
  std::size_t rows = 0;              // drifted rows of the sample that have a notional
  std::size_t without_notional = 0;  // drifted rows whose notional is null, not finite or negative
  std::optional<double> notional;    // Σ over `rows`
  /// Of the headline and of its interval and error; the notional is taken as known.
  std::optional<double> value, low, high, error;
};

/// What read_analysis is to read of it, if it is there.
std::vector<ColumnGroup> notional_group(const CdtCommand& command);

/// The notional alone. `rows` are of `table`, which may lack the column. The sample's drifted rows
/// count, matched or not.
CdtUsd drifted_notional(const CdtCommand& command, const Table& table, const AnalysisRows& rows);
/// With the value.
CdtUsd cdt_usd(CdtUsd notional, const CdtEstimates& estimates);

/// For people, without a line's end.
std::string usd_sentence(const CdtUsd& usd);

}  // namespace holdfast
