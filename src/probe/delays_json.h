// Delays as JSON, as every page of the probe's has them. Only for .cc files.
#pragma once

#include "model/json_parts.h"
#include "probe/probe_result.h"

namespace holdfast {

json::Json delays_json(const ProbeDelays& delays);
json::Json parts_json(const std::vector<ProbePart>& parts);

}  // namespace holdfast
