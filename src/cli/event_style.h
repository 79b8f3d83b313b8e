// In which style a terminal shows an event.
#pragma once

#include "cli/table.h"
#include "model/event.h"

namespace holdfast {

/// Red: away from what the policy wants, or given up; green: put back; yellow: the regime, or a way
/// of watching that was lost.
Style style_of(const Event& event);

}  // namespace holdfast
