#include "regime/identification_label.h"

#include <cmath>

namespace holdfast {

std::string_view name_of(IdentificationRegime regime) {
  switch (regime) {
    case IdentificationRegime::aligned: return "ALIGNED";
    case IdentificationRegime::warn: return "WARN";
    case IdentificationRegime::drifted: return "DRIFTED";
    case IdentificationRegime::unknown: break;
  }
  return "UNKNOWN";
}

IdentificationStep step(IdentificationState& state, std::optional<double> vam_effective,
                        const IdentificationSettings& settings) {
  if (state.dwelt) ++*state.dwelt;
  if (!vam_effective || std::isnan(*vam_effective)) return {};
  const double vam = *vam_effective;
  const auto& limits = settings.drifted;
  state.above = vam >= limits.enter ? state.above + 1 : 0;
  state.below = vam < limits.leave ? state.below + 1 : 0;
  IdentificationStep out;
  const bool is_run =
      state.is_drifted ? state.below >= limits.leave_windows : state.above >= limits.enter_windows;
  if (is_run && (!state.dwelt || *state.dwelt >= settings.dwell_windows)) {
    state.is_drifted = !state.is_drifted;
    state.dwelt = 0;
    out.is_changed = true;
  }
  if (vam >= limits.leave && vam < limits.enter) {
    out.regime = IdentificationRegime::warn;
  } else {
    out.regime = state.is_drifted ? IdentificationRegime::drifted : IdentificationRegime::aligned;
  }
  return out;
}

}  // namespace holdfast
