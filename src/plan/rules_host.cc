#include "plan/rules.h"

namespace holdfast {

std::span<const Rule> host_rules() { return {}; }

}  // namespace holdfast
