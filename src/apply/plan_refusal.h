// Why a plan is not begun: something of it cannot be, or is riskier than was allowed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/plan.h"

namespace holdfast {

/// "a; b; c; d; e and 4 more".
std::string listed(const std::vector<std::string>& names);

/// One sentence with every refusal that is not expected; nullopt when there is none.
std::optional<std::string> refusal_of(const Plan& plan);

/// One sentence with the steps above `ceiling`, and how to allow them; nullopt when there is none.
std::optional<std::string> too_risky(const Plan& plan, Risk ceiling);

}  // namespace holdfast
