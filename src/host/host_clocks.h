// HostClocks: the system clock as its discipline sees it, and NICs' hardware clocks against it.
//
// adjtimex(2) without a mode changes nothing and needs no privilege. A hardware clock is read as
// host/phc_clock.h says.
#pragma once

#include <cstdint>
#include <vector>

#include "model/agent_status.h"
#include "model/clock_reading.h"

namespace holdfast {

class HostClocks {
 public:
  std::vector<ClockReading> read(std::int64_t at_ns);
  /// "clocks": degraded when nothing disciplines the system clock.
  const WatchSource& state() const { return state_; }

 private:
  WatchSource state_{"clocks", SourceState::absent, "not read yet", 0};
};

}  // namespace holdfast
