// Tape: what the state machine was given, window by window, so that it can be run again, also with
// other settings. JSON lines: first the settings, then one RegimeInput a line (model/json_regime.h
// writes them). Blank lines are skipped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "regime/regime_machine.h"

namespace holdfast {

struct Tape {
  RegimeSettings settings;
  std::vector<RegimeInput> inputs;  // in order of time
  friend bool operator==(const Tape&, const Tape&) = default;
};

std::string to_text(const Tape& tape);
/// malformed: "line 7: /vam is not a number".
Result<Tape> parse_tape(std::string_view text);

struct Replay {
  std::vector<Transition> transitions;
  RegimeState last;
};
Replay replay(const Tape& tape);

/// "  12.000 s  AFFINITY_ALIGNED → AFFINITY_WARN  VAM 0.25 ≥ 0.08 in 3 windows"; the time is
/// since `start`.
std::string to_line(const Transition& transition, Instant start);

}  // namespace holdfast
