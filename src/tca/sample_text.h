// What the verbs on analysis rows say of a sample and of an estimate's status.
#pragma once

#include <string>

#include "cdt/estimate_status.h"
#include "tca/analysis_sample.h"

namespace holdfast {

/// How many rows were read, dropped and why, and kept: lines.
std::string flow_text(const AnalysisSource& source, const SampleFlow& flow);

/// What a status means; "" for ok.
std::string_view sentence_of(EstimateStatus status);

}  // namespace holdfast
