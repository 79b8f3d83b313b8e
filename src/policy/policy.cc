#include "policy/policy.h"

#include <algorithm>

namespace holdfast {

bool HostMatch::empty() const {
  return hostname.empty() && driver.empty() && instance_type.empty() && virtualization.empty() &&
         architecture.empty() && kernel.empty();
}

bool is_optional(const Policy& policy, const TextPlace& place) {
  return std::find(policy.skipping.begin(), policy.skipping.end(), place.file) !=
         policy.skipping.end();
}

std::string_view name_of(IrqbalanceMode mode) {
  switch (mode) {
    case IrqbalanceMode::ignore: return "ignore";
    case IrqbalanceMode::lease: return "lease";
    case IrqbalanceMode::banned: return "banned";
    case IrqbalanceMode::stopped: return "stopped";
  }
  return "ignore";
}

}  // namespace holdfast
