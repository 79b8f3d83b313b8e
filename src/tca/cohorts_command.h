// holdfast-tca cohorts: orders by the interrupt vector that served them.
#pragma once

#include <string>

#include "tca/table_input.h"

namespace CLI {
class App;
}

namespace holdfast {

struct CohortsCommand {
  std::string children, executions, affinity;  // files, or "-"
  std::string mapping;                         // empty: our names and ns
  std::string outcome = "ack_rtt_us";          // or "handler_us"
  double tau = 0.95;
  TableInput input;
  std::string json, csv;  // files, or "-"; empty: none
};

/// Adds the verb, which fills `command`.
void build_cohorts(CLI::App& app, CohortsCommand& command);

}  // namespace holdfast
