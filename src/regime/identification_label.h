// The regime by topology alone (TCA §4, label for identification; D1): what the analytics compare
// orders by. Jitter, load and the distance to memory are what drift does, and never enter it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/regime.h"

namespace holdfast {

struct IdentificationSettings {
  /// Of VAM_eff: up at or above `enter` in so many windows in a row, down below `leave` in so many.
  Hysteresis drifted{0.15, 0.04, 3, 6};
  std::uint32_t dwell_windows = 5;  // at least so many in a state
};

/// A value. ALIGNED until the windows say otherwise; the first change needs no dwell.
struct IdentificationState {
  bool is_drifted = false;
  std::uint32_t above = 0, below = 0;  // windows in a row
  std::optional<std::uint32_t> dwelt;  // windows since the last change; none: there was none
  friend bool operator==(const IdentificationState&, const IdentificationState&) = default;
};

enum class IdentificationRegime : std::uint8_t { aligned, warn, drifted, unknown };
std::string_view name_of(IdentificationRegime regime);  // "ALIGNED", "WARN", "DRIFTED", "UNKNOWN"

struct IdentificationStep {
  /// WARN: VAM is between the thresholds; the state is held, and the window is in no comparison.
  /// UNKNOWN: there is no VAM; the state and its runs are held.
  IdentificationRegime regime = IdentificationRegime::unknown;
  bool is_changed = false;  // the state has changed with this window
};

IdentificationStep step(IdentificationState& state, std::optional<double> vam_effective,
                        const IdentificationSettings& settings);

}  // namespace holdfast
