// Standard errors and intervals as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>

#include "cdt/cluster_estimate.h"

namespace holdfast {

/// By method: error, degrees, t, p, low, high, mde.
nlohmann::ordered_json inference_json(std::span<const ClusterEstimate> estimates);
nlohmann::ordered_json inference_json(const ClusterEstimate& estimate);

nlohmann::ordered_json number_or_null(const std::optional<double>& value);

}  // namespace holdfast
