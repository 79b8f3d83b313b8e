#include "plan/rules.h"

namespace holdfast {

std::span<const Rule> placement_rules() { return {}; }

}  // namespace holdfast
