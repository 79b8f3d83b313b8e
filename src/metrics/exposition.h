// Prometheus' text exposition, version 0.0.4.
#pragma once

#include <string>
#include <string_view>

#include "metrics/registry.h"

namespace holdfast {

/// Every family of the registry that has a series, with HELP and TYPE once. Content type:
/// "text/plain; version=0.0.4; charset=utf-8".
std::string prometheus_text(const MetricFrame& frame, const AgentStatus& status);

/// One family: HELP, TYPE, its series; nothing when there is none.
void put_family(std::string& out, std::string_view id, MetricType type, std::string_view sentence,
                const SeriesList& series);

}  // namespace holdfast
