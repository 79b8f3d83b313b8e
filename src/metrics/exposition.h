// Prometheus' text exposition, version 0.0.4.
#pragma once

#include <string>

#include "model/agent_status.h"
#include "model/metric_frame.h"

namespace holdfast {

/// Every family of the registry that has a series, with HELP and TYPE once. Content type:
/// "text/plain; version=0.0.4; charset=utf-8".
std::string prometheus_text(const MetricFrame& frame, const AgentStatus& status);

}  // namespace holdfast
