#include "plan/rules.h"

namespace holdfast {

std::span<const Rule> device_rules() { return {}; }

}  // namespace holdfast
