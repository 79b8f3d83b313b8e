#include <fmt/format.h>

#include "base/text.h"
#include "plan/flow_match.h"
#include "plan/keyed_value.h"
#include "plan/lookup.h"
#include "plan/setting_parts.h"

namespace holdfast {
namespace {

constexpr std::string_view kNtupleFeature = "rx-ntuple-filter";

// Why the interface cannot hold the rule; nullopt when it can.
std::optional<std::string> table_fault(const Lookup& lookup, const Nic& nic) {
  if (!has_rule_table(nic)) {
    return fmt::format("{} ({}) has no table of flow rules", nic.name, nic.driver);
  }
  const Feature* feature = nic.feature(kNtupleFeature);
  if (!feature || feature->active) return std::nullopt;
  SettingObject object;
  object.kind = SettingKind::feature;
  object.nic = nic.name;
  object.name = std::string(kNtupleFeature);
  const Wanted* wanted = lookup.find(object);
  if (wanted && wanted->setting.value == "on") return std::nullopt;
  return fmt::format("{} has flow rules switched off; ask for the feature ntuple as well",
                     nic.name);
}

std::optional<std::string> target_fault(const Lookup& lookup, const Nic& nic,
                                        const KeyedValue& value) {
  const bool drops = find_key(value, "drop") != nullptr;
  const auto* word = find_key(value, "queue");
  const auto* context = find_key(value, "context");
  if (!drops && !word && !context) return "it says neither a queue nor drop";
  if (!word) return std::nullopt;
  const auto queue = parse_number<std::uint32_t>(*word);
  if (!queue) return fmt::format("\"{}\" is no queue", *word);
  const std::uint32_t queues = lookup.rx_queues(nic);
  if (queues == 0 || *queue < queues) return std::nullopt;
  return fmt::format("there is no queue {}: {} {} {} receive queues", *queue, nic.name,
                     lookup.changes_channels(nic) ? "will have" : "has", queues);
}

void want_rule(Lookup& lookup, const Demand& demand, const Nic& nic) {
  const auto rule = parse_flow_name(demand.name);
  if (!rule) {
    lookup.refuse(demand, fmt::format("{} flow {}", nic.name, demand.name),
                  "this is not a flow type with addresses, ports and a VLAN that fit it");
    return;
  }
  const auto object = Lookup::object_of(demand, flow_name(*rule));
  auto value = parse_keyed(demand.value);
  put_in_order(demand.kind, value);
  if (auto fault = table_fault(lookup, nic)) {
    // A rule that is not to be there is not there.
    if (!value.empty()) lookup.refuse(demand, label_of(object), std::move(*fault));
    return;
  }
  auto fault = value.empty() ? std::nullopt : target_fault(lookup, nic, value);
  if (fault) {
    lookup.refuse(demand, label_of(object), std::move(*fault));
    return;
  }
  lookup.want(object, to_text(value), demand);
}

}  // namespace

void want_flow_rules(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::flow_rule)) {
    if (const Nic* nic = lookup.nic_of(*demand)) want_rule(lookup, *demand, *nic);
  }
}

}  // namespace holdfast
