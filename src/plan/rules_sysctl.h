// The sysctls that a profile asks for (part 23 of the table of rules); rules_stack.cc joins them.
#pragma once

#include <span>

#include "plan/audit.h"

namespace holdfast {

std::span<const Rule> sysctl_rules();

}  // namespace holdfast
