#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/flow_match.h"
#include "plan/keyed_value.h"
#include "plan/setting_parts.h"

namespace holdfast {
namespace {

std::string target_text(const NtupleRule& rule) {
  std::string text = rule.drops ? "drop" : "";
  if (rule.queue) text = fmt::format("queue {}", rule.queue->value);
  if (rule.rss_context) text = fmt::format("context {}", *rule.rss_context);
  return fmt::format("{}{}location {}", text, text.empty() ? "" : " ", rule.location);
}

std::uint32_t free_location(const Nic& nic) {
  std::uint32_t location = 0;
  const auto taken = [&] {
    return std::any_of(nic.ntuple.begin(), nic.ntuple.end(),
                       [&](const NtupleRule& rule) { return rule.location == location; });
  };
  while (taken()) ++location;
  return location;
}

// The rule of that name with the lowest location, which decides.
const NtupleRule* rule_of(const Nic& nic, const std::string& name) {
  const NtupleRule* found = nullptr;
  for (const auto& rule : nic.ntuple) {
    if (flow_name(rule) == name && (!found || rule.location < found->location)) found = &rule;
  }
  return found;
}

}  // namespace

bool has_rule_table(const Nic& nic) { return nic.ntuple_capacity || !nic.ntuple.empty(); }

Value flow_value(const Nic& nic, const SettingObject& object) {
  if (!has_rule_table(nic)) return std::nullopt;
  const NtupleRule* rule = rule_of(nic, object.name);
  return rule ? target_text(*rule) : std::string();
}

void set_flow_value(Nic& nic, const Setting& setting) {
  const auto value = parse_keyed(setting.value);
  const auto& name = setting.object.name;
  const NtupleRule* old = rule_of(nic, name);
  std::uint32_t location = old ? old->location : free_location(nic);
  if (const auto* word = find_key(value, "location")) {
    location = parse_number<std::uint32_t>(*word).value_or(location);
  }
  std::erase_if(nic.ntuple, [&](const NtupleRule& rule) { return flow_name(rule) == name; });
  auto rule = parse_flow_name(name);
  if (setting.value.empty() || !rule) return;
  std::erase_if(nic.ntuple, [&](const NtupleRule& each) { return each.location == location; });
  rule->location = location;
  rule->drops = find_key(value, "drop") != nullptr;
  if (const auto* word = find_key(value, "queue")) {
    if (const auto queue = parse_number<std::uint32_t>(*word)) rule->queue = QueueIndex{*queue};
  }
  if (const auto* word = find_key(value, "context")) {
    rule->rss_context = parse_number<std::uint32_t>(*word);
  }
  nic.ntuple.push_back(*rule);
  std::sort(nic.ntuple.begin(), nic.ntuple.end(),
            [](const NtupleRule& a, const NtupleRule& b) { return a.location < b.location; });
}

}  // namespace holdfast
