// What a signal asks of a verb that changes a host: StopSignal's counts as an Interruption.
#pragma once

#include "apply/apply_options.h"
#include "verbs/stop_signal.h"

namespace holdfast {

/// While a StopSignal lives: its first signal asks to go back, the second to leave at once.
inline Interruption interruption_by_signal() {
  const int times = StopSignal::times();
  if (times == 0) return Interruption::none;
  return times == 1 ? Interruption::go_back : Interruption::leave;
}

}  // namespace holdfast
