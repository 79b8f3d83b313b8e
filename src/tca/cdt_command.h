// holdfast-tca cdt, tail, decompose, sensitivity: what drift cost, of rows that are labelled
// already.
#pragma once

#include <string>
#include <vector>

#include "tca/analysis_columns.h"
#include "tca/table_input.h"

namespace holdfast {

enum class CdtPart { cdt, tail, decompose, sensitivity };

/// The columns of `sensitivity`'s checks; "" or none: that check is not made.
struct SensitivityColumns {
  std::string host = "host", session = "session", window = "bucket";
  std::string date;  // of a host-session, whose paths are exchanged within it; "": the session
  std::vector<std::string> negative_exposures, negative_outcomes, leads;
  std::string vam, since_change;  // dose in [0, 1], and seconds since the regime changed
};

struct CdtCommand {
  CdtPart part = CdtPart::cdt;
  std::string analysis;  // a file, or "-"
  TableInput input;
  AnalysisColumns columns;
  bool is_pruned = true;                              // the regressions see matched strata only
  std::vector<double> taus = {0.5, 0.9, 0.95, 0.99};  // of tail
  std::vector<std::string> mediators = {"nrs", "llc_misses", "softirq_us", "drift_us"};
  std::vector<std::string> channels = {"y_impact", "y_timing", "y_routing"};  // add up to the cost
  bool allows_bad_controls = false;                                           // --sensitivity
  bool checks_nearest = false;                                                // cdt --check nn
  bool has_quantile_regression = false;  // tail --quantile-regression
  SensitivityColumns sensitivity;
  unsigned draws = 199;   // of exchanged paths
  std::string json, csv;  // files, or "-"; empty: none
};

}  // namespace holdfast
