// Frames out of JSON text; to_json(MetricFrame) is in model/metric_frame.h.
// docs/schema/frame.schema.json.
#pragma once

#include <string_view>

#include "base/result.h"
#include "model/metric_frame.h"

namespace holdfast {

/// What to_json wrote; of a brief frame without vectors and CPUs. malformed: one sentence that
/// names the key (as a JSON pointer) and what was expected.
Result<MetricFrame> frame_from_json(std::string_view text);

}  // namespace holdfast
