// Telemetry out of files and agents' stores: by host its windows, labelled.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "regime/identification_label.h"
#include "table/database.h"
#include "tca/order_tables.h"
#include "telemetry/host_clock.h"
#include "telemetry/host_regimes.h"
#include "telemetry/host_telemetry.h"

namespace holdfast {

struct TelemetryFiles {
  std::vector<std::string> tables;  // "host_irq=irq.csv"
  std::vector<std::string> stores;  // an agent's folder, or the holdfast.db in it
  std::string mapping;
};

struct LabelSettings {
  WindowOptions windows;
  IdentificationSettings label;
  double washout_seconds = 5;
};

struct HostRegimesRead {
  std::map<std::string, HostRegimes, std::less<>> hosts;
  std::map<std::string, HostClock, std::less<>> clocks;  // of hosts that have readings
  std::vector<FileSource> sources;
};

/// usage: a table that is not telemetry, a host in a store and in a table too.
Result<HostRegimesRead> read_host_regimes(const Database& database, const TelemetryFiles& files,
                                          const LabelSettings& settings,
                                          const std::vector<std::string>& null_words);

}  // namespace holdfast
