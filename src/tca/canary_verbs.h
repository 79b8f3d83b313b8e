// The parts of `canary`: one file each. They return the exit status.
#pragma once

#include <string>

#include "base/result.h"
#include "ledger/canary_ledger.h"
#include "sequential/canary_decision.h"
#include "tca/canary_command.h"

namespace holdfast {

int run_canary_plan(const CanaryCommand& command);
int run_canary_record(const CanaryCommand& command);
int run_canary_decide(const CanaryCommand& command);
int run_canary_show(const CanaryCommand& command);
int run_canary_reveal(const CanaryCommand& command);

/// The one line of that file.
Result<std::string> read_seed(const std::string& path);

/// What a ledger says by now.
struct CanaryState {
  std::vector<CanaryLook> looks;
  CanaryDecision decision;
};
CanaryState canary_state(const CanaryLedger& ledger);

/// usage when the ledger has no plan.
Result<void> expect_plan(const CanaryLedger& ledger, const std::string& path);

/// docs/schema/canary-decision.schema.json.
std::string canary_json(const CanaryLedger& ledger, const CanaryState& state);
std::string canary_text(const CanaryState& state);

}  // namespace holdfast
