// The gauges of a running gateway in Prometheus' text format. One table has every family: its
// sentence stands in HELP and in docs/gateway.md.
#pragma once

#include <string>

#include "fanout/serve_reading.h"

namespace holdfast {

/// Content type: "text/plain; version=0.0.4; charset=utf-8".
std::string gateway_metrics(const ServeReading& reading);

/// The table of docs/gateway.md: id, type, labels, sentence.
std::string gateway_metrics_table();

}  // namespace holdfast
