#include "model/json_regime.h"

#include <cmath>

#include "model/json_node.h"
#include "model/json_parts.h"

namespace holdfast {
namespace json {
namespace {

Json hysteresis_of(const Hysteresis& one) {
  return {{"enter", one.enter},
          {"leave", one.leave},
          {"enter_windows", one.enter_windows},
          {"leave_windows", one.leave_windows}};
}

Json gates_value(const Gates& gates) {
  return {{"burst_pacing", gates.burst_pacing},
          {"aggression_cap", gates.aggression_cap},
          {"queue_safe", gates.queue_safe},
          {"conservative", gates.conservative}};
}

void read(const JsonNode& node, const char* name, double& value) {
  if (const auto number = node.decimal(name)) value = *number;
}

void read(const JsonNode& node, const char* name, std::uint32_t& value) {
  if (node.find(name)) value = static_cast<std::uint32_t>(node.number(name, UINT32_MAX));
}

void read(const JsonNode& parent, const char* name, Hysteresis& one) {
  const auto node = parent.find(name);
  if (!node || !node->expect_object()) return;
  node->expect_only({"enter", "leave", "enter_windows", "leave_windows"});
  read(*node, "enter", one.enter);
  read(*node, "leave", one.leave);
  read(*node, "enter_windows", one.enter_windows);
  read(*node, "leave_windows", one.leave_windows);
}

void read(const JsonNode& parent, const char* name, Gates& gates) {
  const auto node = parent.find(name);
  if (!node || !node->expect_object()) return;
  node->expect_only({"burst_pacing", "aggression_cap", "queue_safe", "conservative"});
  read(*node, "burst_pacing", gates.burst_pacing);
  read(*node, "aggression_cap", gates.aggression_cap);
  gates.queue_safe = node->flag("queue_safe", gates.queue_safe);
  gates.conservative = node->flag("conservative", gates.conservative);
}

void read_gates(const JsonNode& parent, RegimeSettings& settings) {
  const auto node = parent.find("gates");
  if (!node || !node->expect_object()) return;
  node->expect_only({"aligned", "warn", "drifted", "safe_contain"});
  read(*node, "aligned", settings.aligned);
  read(*node, "warn", settings.warn_gates);
  read(*node, "drifted", settings.drifted_gates);
  read(*node, "safe_contain", settings.safe_contain);
}

RegimeSettings read_settings(const JsonNode& node) {
  RegimeSettings settings;
  if (!node.expect_object()) return settings;
  node.expect_only({"format", "window_seconds", "warn", "drifted", "jitter", "dwell_windows",
                    "contain_reentries", "contain_within_seconds", "contain_leave_windows",
                    "gates"});
  if (const auto format = node.find("format"); format && format->as_number(UINT64_MAX) != 1) {
    format->reject("1, the only format there is");
  }
  read(node, "window_seconds", settings.window_seconds);
  read(node, "warn", settings.warn);
  read(node, "drifted", settings.drifted);
  read(node, "jitter", settings.jitter);
  read(node, "dwell_windows", settings.dwell_windows);
  read(node, "contain_reentries", settings.contain_reentries);
  read(node, "contain_within_seconds", settings.contain_within_seconds);
  read(node, "contain_leave_windows", settings.contain_leave_windows);
  read_gates(node, settings);
  return settings;
}

RegimeInput read_input(const JsonNode& node) {
  RegimeInput input;
  if (!node.expect_object()) return input;
  node.expect_only(
      {"at_ns", "vam", "jitter_ratio", "repaired", "yielded", "released", "topology_restored"});
  if (!node.find("at_ns")) node.reject("complete: its \"at_ns\" is missing");
  input.at.ns = static_cast<std::int64_t>(node.number("at_ns", INT64_MAX));
  input.vam = node.decimal("vam");
  input.jitter_ratio = node.decimal("jitter_ratio");
  input.repaired = node.flag("repaired");
  input.yielded = node.flag("yielded");
  input.released = node.flag("released");
  input.topology_restored = node.flag("topology_restored", true);
  return input;
}

}  // namespace
}  // namespace json

std::string to_json_line(const RegimeSettings& settings) {
  using json::gates_value;
  using json::hysteresis_of;
  json::Json out{{"format", 1},
                 {"window_seconds", settings.window_seconds},
                 {"warn", hysteresis_of(settings.warn)},
                 {"drifted", hysteresis_of(settings.drifted)},
                 {"jitter", hysteresis_of(settings.jitter)},
                 {"dwell_windows", settings.dwell_windows},
                 {"contain_reentries", settings.contain_reentries},
                 {"contain_within_seconds", settings.contain_within_seconds},
                 {"contain_leave_windows", settings.contain_leave_windows}};
  out["gates"] = json::Json{{"aligned", gates_value(settings.aligned)},
                            {"warn", gates_value(settings.warn_gates)},
                            {"drifted", gates_value(settings.drifted_gates)},
                            {"safe_contain", gates_value(settings.safe_contain)}};
  return json::dump(out, -1);
}

std::string to_json_line(const RegimeInput& input) {
  json::Json out{{"at_ns", input.at.ns}};
  // JSON has no NaN; the machine takes one for an absent figure.
  if (input.vam && std::isfinite(*input.vam)) out["vam"] = *input.vam;
  if (input.jitter_ratio && std::isfinite(*input.jitter_ratio)) {
    out["jitter_ratio"] = *input.jitter_ratio;
  }
  if (input.repaired) out["repaired"] = true;
  if (input.yielded) out["yielded"] = true;
  if (input.released) out["released"] = true;
  if (!input.topology_restored) out["topology_restored"] = false;
  return json::dump(out, -1);
}

Result<RegimeSettings> regime_settings_from_json(std::string_view line) {
  return json::read_json(line, json::read_settings);
}

Result<RegimeInput> regime_input_from_json(std::string_view line) {
  return json::read_json(line, json::read_input);
}

}  // namespace holdfast
