#include "plan/rules.h"

namespace holdfast {

std::span<const Rule> stack_rules() { return {}; }

}  // namespace holdfast
