// The server's own figures in Prometheus' text format, behind the agent's. Pure.
#pragma once

#include <optional>
#include <string>

#include "serve/answer.h"

namespace holdfast {

std::string serve_metrics(const ServeCounters& counters, bool feed_connected,
                          std::optional<double> feed_age_seconds);

}  // namespace holdfast
