// holdfast-tca label: the regime of every host's windows, and of the orders that were decided in
// them.
#pragma once

#include <string>

#include "tca/order_tables.h"
#include "tca/table_input.h"
#include "tca/telemetry_tables.h"

namespace CLI {
class App;
}

namespace holdfast {

struct LabelCommand {
  OrderFiles files;  // without parents: windows only
  TelemetryFiles telemetry;
  LabelSettings settings;
  std::string volumes;         // a file of symbol and adv_usd; empty: none
  std::string venues;          // a file of venue and lit; empty: none
  std::string output;          // a folder; empty: no tables
  std::string format = "csv";  // or "parquet"
  std::string json;            // a file, or "-"; empty: none
  TableInput input;
};

/// Adds the verb, which fills `command`.
void build_label(CLI::App& app, LabelCommand& command);
/// usage: orders without all of their tables, or no telemetry.
Result<void> check_label(const LabelCommand& command);

}  // namespace holdfast
