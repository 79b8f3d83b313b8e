// Going back: puts settings as they were, in rounds, since a driver may undo with one what was set
// with another.
#pragma once

#include <vector>

#include "apply/step_runner.h"

namespace holdfast {

struct BackResult {
  Halt halt = Halt::none;             // none or leave
  std::vector<Difference> remaining;  // could not be put back
  std::vector<Difference> pending;    // masks are back, their interrupts have not moved
};

/// `before` as of before_of(). What exists no more is passed over.
BackResult put_back(HostPort& host, StepRunner& runner, const std::vector<Setting>& before,
                    const ApplyOptions& options);

}  // namespace holdfast
