// holdfast-tca cdt, tail, decompose, sensitivity, cells, report: what drift cost, of rows that are
// labelled already.
#pragma once

#include <string>
#include <vector>

#include "tca/analysis_columns.h"
#include "tca/table_input.h"

namespace holdfast {

enum class CdtPart { cdt, tail, decompose, sensitivity, cells, report, features };

/// The columns of `sensitivity`'s checks; "" or none: that check is not made.
struct SensitivityColumns {
  std::string host = "host", session = "session", window = "bucket";
  std::string date;  // of a host-session, whose paths are exchanged within it; "": the session
  std::vector<std::string> negative_exposures, negative_outcomes, leads;
  std::string vam, since_change;  // dose in [0, 1], and seconds since the regime changed
};

/// What `report` writes and is given beside the rows; empty: nothing.
struct ReportFiles {
  std::string page, csv_folder;
  std::string events, canary, sensitivity;  // what other verbs wrote by --json
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
  unsigned draws = 199;    // of exchanged paths
  bool has_parts = false;  // report: mediators or channels were named, and have to be there
  std::vector<std::string> cell_kinds;    // of cells: factors
  std::string notional = "notional_usd";  // of cdt and report: a column; "": none
  std::string json, csv;                  // files, or "-"; empty: none
  ReportFiles report;
};

}  // namespace holdfast
