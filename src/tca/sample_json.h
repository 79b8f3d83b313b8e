// The parts of JSON that the verbs on analysis rows share.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "tca/analysis_sample.h"

namespace holdfast {

/// schema_version, program, duckdb, inputs, config and sample_flow.
nlohmann::ordered_json sample_json(const CdtCommand& command, const AnalysisSource& source,
                                   const SampleFlow& flow,
                                   const std::vector<std::vector<double>>& cuts);

std::string json_text(const nlohmann::ordered_json& value);

}  // namespace holdfast
