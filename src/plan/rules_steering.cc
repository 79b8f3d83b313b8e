#include "plan/rules.h"

namespace holdfast {

std::span<const Rule> steering_rules() { return {}; }

}  // namespace holdfast
