#include "model/regime.h"

namespace holdfast {

std::string_view name_of(Regime regime) {
  switch (regime) {
    case Regime::aligned: return "AFFINITY_ALIGNED";
    case Regime::warn: return "AFFINITY_WARN";
    case Regime::drifted: return "AFFINITY_DRIFTED";
    case Regime::safe_contain: return "SAFE_CONTAIN";
  }
  return "SAFE_CONTAIN";
}

std::optional<Regime> parse_regime(std::string_view name) {
  for (const auto regime : {Regime::aligned, Regime::warn, Regime::drifted, Regime::safe_contain}) {
    if (name_of(regime) == name) return regime;
  }
  return std::nullopt;
}

const Gates& gates_of(const RegimeSettings& settings, Regime regime) {
  switch (regime) {
    case Regime::aligned: return settings.aligned;
    case Regime::warn: return settings.warn_gates;
    case Regime::drifted: return settings.drifted_gates;
    case Regime::safe_contain: return settings.safe_contain;
  }
  return settings.safe_contain;
}

}  // namespace holdfast
