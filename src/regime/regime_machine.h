// The regime's state machine (DESIGN §8; TCA §4, label for control): pure, and replayable from a
// tape of its inputs.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "model/regime.h"

namespace holdfast {

/// A value: equal states and inputs give equal results.
struct RegimeState {
  Regime regime = Regime::aligned;
  Instant since;
  std::uint32_t windows = 0;  // in this state
  std::uint32_t above_warn = 0, above_drifted = 0, below_drifted = 0, below_warn = 0;  // in a row
  std::uint32_t restored = 0;  // aligned windows in a row, in SAFE_CONTAIN
  std::uint32_t held = 0;      // windows without a figure, in a row
  bool repaired_since_drift = false;
  std::deque<Instant> reentries;  // to DRIFTED after a repair
  friend bool operator==(const RegimeState&, const RegimeState&) = default;
};

struct Transition {
  Regime from = Regime::aligned, to = Regime::aligned;
  Instant at;
  std::string evidence;  // "VAM 0.25 ≥ 0.15 in 3 windows; jitter 1.31 ≥ 1.25"
  friend bool operator==(const Transition&, const Transition&) = default;
};

/// One window: changes `state`; the transition, if there is one.
std::optional<Transition> step(RegimeState& state, const RegimeInput& input,
                               const RegimeSettings& settings);

}  // namespace holdfast
