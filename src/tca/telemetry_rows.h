// Rows of telemetry tables as values, by host.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "table/column.h"
#include "telemetry/host_clock.h"
#include "telemetry/host_telemetry.h"

namespace holdfast {

struct TelemetryRows {
  std::map<std::string, HostTelemetry, std::less<>> hosts;
  HostTelemetry everywhere;  // the topology of rows without a host
  std::map<std::string, std::vector<ClockRow>, std::less<>> clocks;  // by host
};

/// `name`: of a telemetry table. malformed: a list of CPUs, or a number that cannot be one, with
/// its row.
Result<void> add_telemetry(std::string_view name, const Table& table, TelemetryRows& to);

/// Of the table clock. malformed: a row without a host.
Result<void> add_clocks(const Table& table, TelemetryRows& to);

/// Gives the topology of rows without a host to each host that has none.
void spread_topology(TelemetryRows& rows);

}  // namespace holdfast
