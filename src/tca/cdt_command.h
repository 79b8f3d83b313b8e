// holdfast-tca cdt, tail, decompose: what drift cost, of rows that are labelled already.
#pragma once

#include <string>
#include <vector>

#include "tca/analysis_columns.h"
#include "tca/table_input.h"

namespace holdfast {

enum class CdtPart { cdt, tail, decompose, features };

struct CdtCommand {
  CdtPart part = CdtPart::cdt;
  std::string analysis;  // a file, or "-"
  TableInput input;
  AnalysisColumns columns;
  bool is_pruned = true;                              // the regressions see matched strata only
  std::vector<double> taus = {0.5, 0.9, 0.95, 0.99};  // of tail
  std::vector<std::string> mediators = {"nrs", "llc_misses", "softirq_us", "drift_us"};
  std::vector<std::string> channels = {"y_impact", "y_timing", "y_routing"};  // add up to the cost
  std::string json, csv;  // files, or "-"; empty: none
};

}  // namespace holdfast
