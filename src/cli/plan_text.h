// A plan as a person reads it.
#pragma once

#include <string>

#include "cli/table.h"
#include "model/plan.h"

namespace holdfast {

/// Numbered steps with before and after, reason and risk; refusals, advice, and a line that sums it
/// up.
std::string text_of(const Plan& plan, const Screen& screen);

/// "3 steps (2 safe, 1 resets-queues); 14 settings are as demanded; 1 refused".
std::string summary_of(const Plan& plan);

}  // namespace holdfast
