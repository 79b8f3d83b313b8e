#include "cli/resident_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

const char* name_of(ReconcileMode mode) { return mode == ReconcileMode::heal ? "heal" : "observe"; }

const char* switch_of(bool on) { return on ? "on" : "off"; }

std::string quoted(const std::string& text) {
  using Json = nlohmann::json;
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_of(const Reconcile& reconcile) {
  std::string allow;
  for (const auto& glob : reconcile.allow) {
    allow += (allow.empty() ? "" : ", ") + quoted(glob.text);
  }
  return fmt::format(
      "reconcile: {{mode: {}, max-per-minute: {}, yield-after: {}, retry-seconds: {}{}}}\n",
      name_of(reconcile.mode), reconcile.max_per_minute, reconcile.yield_after,
      reconcile.retry_seconds, allow.empty() ? "" : ", allow: [" + allow + "]");
}

std::string text_of(const char* name, const Hysteresis& one) {
  return fmt::format("  {}: {{enter: {}, leave: {}, enter-windows: {}, leave-windows: {}}}\n", name,
                     one.enter, one.leave, one.enter_windows, one.leave_windows);
}

std::string text_of(const char* name, const Gates& gates) {
  return fmt::format(
      "    {}: {{burst-pacing: {}, aggression-cap: {}, queue-safe: {}, conservative: {}}}\n", name,
      gates.burst_pacing, gates.aggression_cap, switch_of(gates.queue_safe),
      switch_of(gates.conservative));
}

std::string text_of(const RegimeSettings& regime) {
  std::string text = fmt::format("regime:\n  window-seconds: {}\n", regime.window_seconds);
  text += text_of("warn", regime.warn) + text_of("drifted", regime.drifted);
  text += text_of("jitter", regime.jitter);
  text += fmt::format("  dwell-windows: {}\n", regime.dwell_windows);
  text += fmt::format("  contain: {{reentries: {}, within-seconds: {}, leave-windows: {}}}\n",
                      regime.contain_reentries, regime.contain_within_seconds,
                      regime.contain_leave_windows);
  text += "  gates:\n" + text_of("aligned", regime.aligned) + text_of("warn", regime.warn_gates);
  return text + text_of("drifted", regime.drifted_gates) +
         text_of("safe-contain", regime.safe_contain);
}

}  // namespace

std::string resident_text(const Policy& policy) {
  return text_of(policy.reconcile) + text_of(policy.regime);
}

std::string reconcile_json(const Reconcile& reconcile) {
  using Json = nlohmann::ordered_json;
  Json out{{"mode", name_of(reconcile.mode)},
           {"max-per-minute", reconcile.max_per_minute},
           {"yield-after", reconcile.yield_after},
           {"retry-seconds", reconcile.retry_seconds}};
  out["allow"] = Json::array();
  for (const auto& glob : reconcile.allow) out["allow"].push_back(glob.text);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace holdfast
