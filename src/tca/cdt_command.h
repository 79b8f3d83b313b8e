// holdfast-tca cdt: what drift cost, of rows that are labelled already.
#pragma once

#include <optional>
#include <string>

#include "tca/analysis_columns.h"
#include "tca/table_input.h"

namespace holdfast {

struct CdtCommand {
  std::string analysis;  // a file, or "-"
  TableInput input;
  AnalysisColumns columns;
  bool is_pruned = true;  // the regressions see matched strata only
  std::string json, csv;  // files, or "-"; empty: none
};

}  // namespace holdfast
