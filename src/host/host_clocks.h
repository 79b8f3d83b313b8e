// HostClocks: the system clock as its discipline sees it, and NICs' hardware clocks against it.
//
// adjtimex(2) without a mode changes nothing and needs no privilege. A hardware clock is asked by
// PTP_SYS_OFFSET_PRECISE where the device times both at once, else by PTP_SYS_OFFSET_EXTENDED
// (since 4.20): five samples, of which the one taken in the shortest time is the best.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/agent_status.h"
#include "model/clock_reading.h"

namespace holdfast {

/// A hardware clock read between two readings of the system clock; all in ns.
struct PhcSample {
  std::int64_t before = 0, device = 0, after = 0;
};
/// Of the sample in the shortest time: the device against the middle of both, and half their
/// distance as the error. nullopt: none, or the system clock was set back in each. Pure.
std::optional<ClockReading> best_of(const std::vector<PhcSample>& samples);

class HostClocks {
 public:
  std::vector<ClockReading> read(std::int64_t at_ns);
  /// "clocks": degraded when nothing disciplines the system clock.
  const WatchSource& state() const { return state_; }

 private:
  WatchSource state_{"clocks", SourceState::absent, "not read yet", 0};
};

}  // namespace holdfast
