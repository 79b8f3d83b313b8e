// What the caller of an apply, rollback or recovery may choose.
#pragma once

#include <functional>

#include "apply/outcome.h"
#include "model/plan.h"

namespace holdfast {

enum class Interruption {
  none,
  go_back,  // the first SIGINT or SIGTERM: finish the step, then put everything back
  leave,    // the second: stop at once, with the journal unfinished
};

struct ApplyOptions {
  Risk ceiling = Risk::resets_queues;  // nothing riskier is done
  double wait_seconds = 2;             // for interrupts that have to come, and for late effects
  std::function<Interruption()> interruption = [] { return Interruption::none; };
  /// Called when a step was done or refused, for a display.
  std::function<void(const StepResult&)> progress = [](const StepResult&) {};
};

}  // namespace holdfast
