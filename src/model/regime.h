// Regime: in which state of trust the host is, and what a trading process should do about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace holdfast {

/// DESIGN §8, mildest first. The numbers stand on the features page.
enum class Regime : std::uint8_t { aligned = 0, warn = 1, drifted = 2, safe_contain = 3 };
std::string_view name_of(Regime regime);  // "AFFINITY_ALIGNED", …
std::optional<Regime> parse_regime(std::string_view name);

/// What a trading process reads in a state; a policy may set each. From 0 to 1 but where it says
/// so.
struct Gates {
  double burst_pacing = 1;    // largest burst, as a share of the usual one
  double aggression_cap = 1;  // largest aggression, as a share of the usual one
  bool queue_safe = false;    // prefer placements that keep the place in the queue
  bool conservative = false;  // follow the conservative schedule
  friend bool operator==(const Gates&, const Gates&) = default;
};

/// A threshold to go up and one to come down, with the windows in a row that each takes.
struct Hysteresis {
  double enter = 0, leave = 0;
  std::uint32_t enter_windows = 3, leave_windows = 6;
  friend bool operator==(const Hysteresis&, const Hysteresis&) = default;
};

/// Of a policy's `regime:`. The defaults are TCA §4's label for control.
struct RegimeSettings {
  double window_seconds = 1;
  Hysteresis warn{0.08, 0.04, 3, 6};         // VAM, ALIGNED ⇄ WARN
  Hysteresis drifted{0.15, 0.08, 3, 6};      // VAM, WARN ⇄ DRIFTED
  Hysteresis jitter{1.25, 1.10, 3, 6};       // HJ95x over its aligned baseline, WARN ⇄ DRIFTED
  std::uint32_t dwell_windows = 5;           // at least so many windows in a state
  std::uint32_t contain_reentries = 2;       // to DRIFTED after a repair …
  double contain_within_seconds = 1800;      // … within this, enter SAFE_CONTAIN
  std::uint32_t contain_leave_windows = 60;  // aligned windows in a row that end it
  Gates aligned{1, 1, false, false};
  Gates warn_gates{0.75, 0.75, true, false};
  Gates drifted_gates{0.5, 0.5, true, true};
  Gates safe_contain{0.25, 0, true, true};
  friend bool operator==(const RegimeSettings&, const RegimeSettings&) = default;
};
const Gates& gates_of(const RegimeSettings& settings, Regime regime);

/// One window, as the state machine sees it.
struct RegimeInput {
  Instant at;
  std::optional<double> vam;           // effective; absent: no active vector, the state is held
  std::optional<double> jitter_ratio;  // HJ95x over its baseline; absent: no source, VAM alone
  bool repaired = false;               // a repair was tried since the last window
  bool yielded = false;                // the agent gave up a fight since the last window
  bool released = false;               // an operator said `holdfast regime release`
  bool topology_restored = true;       // verify finds nothing wrong
  friend bool operator==(const RegimeInput&, const RegimeInput&) = default;
};

}  // namespace holdfast
