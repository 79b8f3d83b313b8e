// What a policy says to the resident agent, its `reconcile:` and `regime:`, with every default, as
// the YAML that demands it.
#pragma once

#include <string>

#include "policy/policy.h"

namespace holdfast {

std::string resident_text(const Policy& policy);
/// {"mode":"observe","max-per-minute":6,…}
std::string reconcile_json(const Reconcile& reconcile);

}  // namespace holdfast
