#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "base/text.h"
#include "cli/input.h"
#include "cli/resident_text.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "host_policy/demands.h"
#include "model/json_regime.h"
#include "policy/host_match.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

void report_warnings(const Complaints& complaints) {
  for (const auto& complaint : complaints.all()) {
    if (complaint.warning) fmt::print(stderr, "holdfast: {}\n", printable(to_text(complaint)));
  }
}

std::string title_of(const Policy& policy) {
  return policy.version.empty() ? policy.name
                                : fmt::format("{} version {}", policy.name, policy.version);
}

// What a demand is about, in the policy's words.
std::string object_of(const Demand& demand) {
  const auto& match = demand.match;
  const bool is_every = demand.kind == SettingKind::device_irq && demand.name.empty();
  std::string name = is_every ? "other devices" : demand.name;
  for (const auto& part : {match.unit, match.cgroup, match.user, match.exe, match.comm}) {
    if (!part.empty()) name += (name.empty() ? "" : " ") + part;
  }
  return demand.nic + (demand.nic.empty() || name.empty() ? "" : " ") + name;
}

// A file's content is too long for a table.
std::string value_of(const Demand& demand) {
  if (demand.kind == SettingKind::file) return fmt::format("{} bytes", demand.value.size());
  return demand.value.empty() ? "none" : demand.value;
}

Json json_of(const ThreadMatch& match) {
  Json out = Json::object();
  const std::pair<const char*, const std::string&> parts[] = {{"unit", match.unit},
                                                              {"cgroup", match.cgroup},
                                                              {"user", match.user},
                                                              {"exe", match.exe},
                                                              {"comm", match.comm}};
  for (const auto& [key, value] : parts) {
    if (!value.empty()) out[key] = value;
  }
  return out;
}

Json json_of(const Demand& demand) {
  Json out{{"kind", name_of(demand.kind)}};
  if (!demand.nic.empty()) out["nic"] = demand.nic;
  out["name"] = demand.name;
  out["value"] = demand.value;
  if (demand.match != ThreadMatch{}) out["match"] = json_of(demand.match);
  out["place"] = to_text(demand.place);
  if (demand.optional) out["optional"] = true;
  return out;
}

std::string json_of(const HostPolicy& shown, const std::string& hostname) {
  const auto& resolved = shown.resolved;
  const auto& policy = shown.parsed.policy;
  Json out{{"policy", policy.name}, {"version", policy.version}, {"source", policy.source}};
  out["included"] = policy.included;
  out["host"] = hostname;
  out["trading"] = resolved.demands.trading.to_list();
  out["classes"] = Json::array();
  for (const auto& one : resolved.classes) {
    out["classes"].push_back(
        {{"name", one.name}, {"expression", one.expression}, {"cpus", one.cpus.to_list()}});
  }
  out["interfaces"] = Json::array();
  for (const auto& one : resolved.interfaces) {
    out["interfaces"].push_back({{"match", one.match}, {"nics", one.nics}});
  }
  out["demands"] = Json::array();
  for (const auto& demand : resolved.demands.settings) out["demands"].push_back(json_of(demand));
  out["kernel_command_line"] = Json::array();
  for (const auto& demand : resolved.demands.command_line) {
    out["kernel_command_line"].push_back(
        {{"parameter", demand.parameter}, {"value", demand.value}});
  }
  out["threads"] = Json::array();
  for (const auto& one : resolved.threads) {
    out["threads"].push_back({{"name", one.name},
                              {"match", json_of(one.match)},
                              {"cpus", one.cpus.to_list()},
                              {"scheduling", one.scheduling}});
  }
  out["reconcile"] = Json::parse(reconcile_json(policy.reconcile), nullptr, false);
  out["regime"] = Json::parse(to_json_line(policy.regime), nullptr, false);
  out["regime"].erase("format");  // of tapes
  out["notes"] = resolved.notes;
  return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

void print_classes(const ResolvedPolicy& resolved, const Screen& screen) {
  Table table({{"class", false, false}, {"CPUs", false, false}, {"is", false, true}});
  for (const auto& one : resolved.classes) {
    table.add({{"@" + one.name, Style::bold},
               {one.cpus.empty() ? "none" : one.cpus.to_list()},
               {one.expression, Style::dim}});
  }
  if (!table.empty()) fmt::print("\n{}", table.to_text(screen));
}

void print_demands(const ResolvedPolicy& resolved, const Screen& screen) {
  Table table({{"setting", false, false},
               {"of", false, false},
               {"is to be", false, true},
               {"by", false, false}});
  for (const auto& demand : resolved.demands.settings) {
    const auto place =
        demand.place.line == 0 ? std::string() : fmt::format("line {}", demand.place.line);
    table.add({{std::string(name_of(demand.kind))},
               {object_of(demand), Style::bold},
               {value_of(demand)},
               {place, Style::dim}});
  }
  for (const auto& demand : resolved.demands.command_line) {
    table.add({{"kernel-cmdline"},
               {demand.parameter, Style::bold},
               {demand.value},
               {fmt::format("line {}", demand.place.line), Style::dim}});
  }
  if (!table.empty()) fmt::print("\n{}", table.to_text(screen));
}

std::string printable_lines(std::string_view text) {
  std::string out;
  for (auto line = next_line(text); line; line = next_line(text)) out += printable(*line) + '\n';
  return out;
}

void print_policy(const HostPolicy& shown, const std::string& hostname) {
  const Screen screen = Screen::of_standard_output();
  const auto& resolved = shown.resolved;
  const auto& policy = shown.parsed.policy;
  fmt::print("{}  {}\n", styled(screen, Style::bold, printable(title_of(policy))),
             printable(policy.source));
  fmt::print("host {}\n", printable(hostname));
  for (const auto& file : policy.included) fmt::print("includes {}\n", printable(file));
  for (const auto& one : resolved.interfaces) {
    fmt::print("interfaces {}: {}\n", printable(one.match),
               one.nics.empty() ? "none" : printable(fmt::format("{}", fmt::join(one.nics, ", "))));
  }
  print_classes(resolved, screen);
  print_demands(resolved, screen);
  fmt::print("\n{}", printable_lines(resident_text(policy)));
  if (!resolved.notes.empty()) fmt::print("\n");
  for (const auto& note : resolved.notes) fmt::print("note: {}\n", printable(note));
}

int run_check(const PolicyOptions& options, const std::vector<ParsedPolicy>& policies,
              const HostSnapshot& host) {
  bool fits_any = false;
  for (const auto& parsed : policies) {
    const auto why = mismatch_of(parsed.policy.match, host);
    fits_any = fits_any || why.empty();
    fmt::print("{}: {} is right{}\n", printable(parsed.policy.source),
               printable(title_of(parsed.policy)),
               why.empty() ? "" : printable("; it is not for this host: " + why));
  }
  if (!fits_any) return kDone;
  const auto chosen = host_policy_of(options.path, policies, host);
  if (!chosen) return report(chosen.error());
  report_warnings(chosen->complaints);
  fmt::print("{}: it asks {} settings of this host ({})\n", printable(chosen->parsed.policy.source),
             chosen->resolved.demands.settings.size(), printable(host.settings.hostname));
  return kDone;
}

}  // namespace

int run_policy(const PolicyOptions& options) {
  if (options.what == "init") return run_policy_init(options);
  if (options.path.empty()) {
    return report(
        Error{ErrorCode::usage,
              fmt::format("policy {}: name a policy, or a folder of policies", options.what)});
  }
  const auto policies = read_policies(options.path);
  if (!policies) return report(policies.error());
  for (const auto& parsed : *policies) report_warnings(parsed.complaints);
  const auto view = view_host(options.input, scope_for(*policies), std::nullopt);
  if (!view) return report(view.error());
  if (options.what == "check") return run_check(options, *policies, view->host);
  const auto chosen = host_policy_of(options.path, *policies, view->host);
  if (!chosen) return report(chosen.error());
  report_warnings(chosen->complaints);
  if (options.json) {
    fmt::print("{}\n", json_of(*chosen, view->host.settings.hostname));
  } else {
    print_policy(*chosen, view->host.settings.hostname);
  }
  return kDone;
}

}  // namespace holdfast
