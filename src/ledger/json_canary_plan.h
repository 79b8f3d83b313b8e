// A plan as part of a ledger's line. Only json_*.cc include this.
#pragma once

#include "ledger/canary_plan.h"
#include "model/json_node.h"

namespace holdfast::json {

/// The members of a plan's line; whether they are sound asks check_plan.
CanaryPlan read_canary_plan(const JsonNode& node);
/// Adds them.
void put_canary_plan(JsonNode::Json& line, const CanaryPlan& plan);

}  // namespace holdfast::json
