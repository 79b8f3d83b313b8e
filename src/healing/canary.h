// mode_at: what a canary's schedule says of an instant. Pure: the wall clock is a parameter, and a
// clock that is set back or forth is simply somewhere else in the schedule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/agent_status.h"
#include "model/canary.h"

namespace holdfast {

struct CanaryMode {
  std::optional<CanaryArm> arm;  // absent: before, after or between the blocks
  std::size_t block = 0;         // from 0
  bool washout = false;          // in the first seconds of the block
  friend bool operator==(const CanaryMode&, const CanaryMode&) = default;
};

CanaryMode mode_at(const CanarySchedule& schedule, std::int64_t wall_ns);
/// In a control block nothing is repaired. Outside of the blocks the policy alone decides.
bool holds_back(const CanaryMode& mode);
/// "treated 5", "treated 5 washout", "control 6"; empty outside of the blocks. Blocks are counted
/// from 1 for people.
std::string label_of(const CanaryMode& mode);
/// Where the schedule goes from here.
CanaryCourse course_at(const CanarySchedule& schedule, std::int64_t wall_ns);

}  // namespace holdfast
