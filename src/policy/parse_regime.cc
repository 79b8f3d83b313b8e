#include <fmt/format.h>

#include "policy/parsing.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kMostWindows = 86400;

void read(MapReader& reader, std::string_view key, double least, double most, double& value) {
  value = reader.decimal(key, least, most).value_or(value);
}

void read_windows(MapReader& reader, std::string_view key, std::uint32_t& windows) {
  windows = reader.small_number(key, 1, kMostWindows).value_or(windows);
}

struct Bounds {
  double least, most;
};

// Where `leave` stands, or `enter` where it does not: for what is wrong between the two.
TextPlace place_of(const YamlNode& node) {
  for (const auto* key : {"leave", "enter"}) {
    if (const YamlNode* value = node.find(key)) return value->place;
  }
  return node.place;
}

void read_hysteresis(MapReader& regime, std::string_view key, Bounds bounds, Hysteresis& out) {
  const YamlNode* node = regime.find(key);
  if (!node) return;
  auto& complaints = regime.complaints();
  MapReader reader(node, std::string(key), complaints);
  read(reader, "enter", bounds.least, bounds.most, out.enter);
  read(reader, "leave", bounds.least, bounds.most, out.leave);
  read_windows(reader, "enter-windows", out.enter_windows);
  read_windows(reader, "leave-windows", out.leave_windows);
  reader.done();
  if (out.leave < out.enter) return;
  complaints.error(place_of(*node),
                   fmt::format("'leave' of '{}' is {}, which is not below its 'enter' of {}: the "
                               "regime would go up and down with the noise",
                               key, out.leave, out.enter));
}

void read_contain(MapReader& regime, RegimeSettings& out) {
  constexpr double kDay = 86400;
  MapReader reader(regime.find("contain"), "contain", regime.complaints());
  out.contain_reentries = reader.small_number("reentries", 1, 100).value_or(out.contain_reentries);
  read(reader, "within-seconds", 1, kDay, out.contain_within_seconds);
  read_windows(reader, "leave-windows", out.contain_leave_windows);
  reader.done();
}

void read_flag(MapReader& reader, std::string_view key, bool& flag) {
  if (const auto value = reader.toggle(key)) flag = value->text == "on";
}

void read_gates(MapReader& states, std::string_view state, Gates& out) {
  MapReader reader(states.find(state), std::string(state), states.complaints());
  read(reader, "burst-pacing", 0, 1, out.burst_pacing);
  read(reader, "aggression-cap", 0, 1, out.aggression_cap);
  read_flag(reader, "queue-safe", out.queue_safe);
  read_flag(reader, "conservative", out.conservative);
  reader.done();
}

}  // namespace

void parse_regime_section(MapReader& top, Policy& policy, Complaints& complaints) {
  constexpr Bounds kShare{0.0001, 1};
  constexpr Bounds kRatio{0.01, 1000};
  const YamlNode* node = top.find("regime");
  MapReader regime(node, "regime", complaints);
  auto& out = policy.regime;
  read(regime, "window-seconds", 0.1, 60, out.window_seconds);
  read_hysteresis(regime, "warn", kShare, out.warn);
  read_hysteresis(regime, "drifted", kShare, out.drifted);
  read_hysteresis(regime, "jitter", kRatio, out.jitter);
  read_windows(regime, "dwell-windows", out.dwell_windows);
  read_contain(regime, out);
  MapReader gates(regime.find("gates"), "gates", complaints);
  read_gates(gates, "aligned", out.aligned);
  read_gates(gates, "warn", out.warn_gates);
  read_gates(gates, "drifted", out.drifted_gates);
  read_gates(gates, "safe-contain", out.safe_contain);
  gates.done();
  regime.done();
  if (out.drifted.enter >= out.warn.enter) return;
  const YamlNode* drifted = node ? node->find("drifted") : nullptr;
  const YamlNode* enter = drifted ? drifted->find("enter") : nullptr;
  complaints.error(enter ? enter->place : regime.place(),
                   fmt::format("'enter' of 'drifted' is {}, below the {} of 'warn': nothing would "
                               "be in between",
                               out.drifted.enter, out.warn.enter));
}

}  // namespace holdfast
