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
  std::uint32_t restored = 0;          // aligned windows in a row, in SAFE_CONTAIN
  std::uint32_t held = 0;              // windows without a figure, in a row
  bool drifted_before = false;         // since the start, or since SAFE_CONTAIN ended
  std::optional<Instant> repaired_at;  // the last repair since then
  std::deque<Instant> reentries;       // to DRIFTED after a repair: when that was
  friend bool operator==(const RegimeState&, const RegimeState&) = default;
};

struct Transition {
  Regime from = Regime::aligned, to = Regime::aligned;
  Instant at;
  std::string evidence;  // "VAM 0.25 ≥ 0.15 in 3 windows; jitter 1.31 ≥ 1.25"
  friend bool operator==(const Transition&, const Transition&) = default;
};

/// One window: changes `state`; the transition, if there is one. A figure that is absent or NaN
/// holds the state and its counts; SAFE_CONTAIN is entered and released all the same.
///
/// Up to WARN and down again by VAM alone or VAM and jitter, as TCA §4 says; runs of windows count
/// from the last transition on. SAFE_CONTAIN: by `yielded` from any state at once; instead of
/// DRIFTED when that is entered again `contain_reentries` times, each within
/// `contain_within_seconds` of a repair that went before. It ends in ALIGNED after aligned windows,
/// in WARN when an operator releases it.
std::optional<Transition> step(RegimeState& state, const RegimeInput& input,
                               const RegimeSettings& settings);

}  // namespace holdfast
