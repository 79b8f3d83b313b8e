// What `cdt` found, and its forms.
#pragma once

#include <string>
#include <vector>

#include "tca/analysis_sample.h"
#include "tca/cdt_command.h"
#include "tca/cdt_estimates.h"
#include "tca/cdt_usd.h"
#include "tca/nearest_checks.h"

namespace holdfast {

struct CdtAnswer {
  AnalysisSource source;
  SampleFlow flow;
  CdtEstimates estimates;
  std::vector<NearestCheck> checks;  // --check nn
  CdtUsd usd;
};

/// docs/schema/cdt.schema.json.
std::string cdt_json(const CdtCommand& command, const CdtAnswer& answer);
/// One line per estimate and method of inference.
std::string cdt_csv(const CdtAnswer& answer);
std::string cdt_text(const CdtCommand& command, const CdtAnswer& answer);

}  // namespace holdfast
