#include <fmt/format.h>

#include "base/text.h"
#include "plan/keyed_value.h"
#include "plan/lookup.h"

namespace holdfast {
namespace {

// The most that a key can be; nullopt when the driver does not tell.
Count most_of(const Nic& nic, SettingKind kind, std::string_view key) {
  if (kind == SettingKind::channels && nic.channels) {
    const auto& channels = *nic.channels;
    if (key == "rx") return channels.rx_max;
    if (key == "tx") return channels.tx_max;
    if (key == "other") return channels.other_max;
    if (key == "combined") return channels.combined_max;
  }
  if (kind == SettingKind::rings && nic.rings) {
    const auto& rings = *nic.rings;
    if (key == "rx") return rings.rx_max;
    if (key == "rx-mini") return rings.rx_mini_max;
    if (key == "rx-jumbo") return rings.rx_jumbo_max;
    if (key == "tx") return rings.tx_max;
  }
  return std::nullopt;
}

std::string what_of(SettingKind kind, const std::string& key) {
  if (kind == SettingKind::channels) return key + " channels";
  if (kind == SettingKind::rings) return key + " ring";
  return fmt::format("coalescing parameter {}", key);
}

// One key of a demand for counts; the word to set, or nullopt when it is refused.
std::optional<std::string> checked_count(Lookup& lookup, const Demand& demand, const Nic& nic,
                                         const std::string& key, const std::string& word) {
  const auto object = fmt::format("{} {} {}", nic.name, name_of(demand.kind), key);
  const auto most = most_of(nic, demand.kind, key);
  if (word == "max") {
    if (most && *most > 0) return fmt::to_string(*most);
    lookup.refuse(demand, object, fmt::format("the driver {} tells no maximum of it", nic.driver));
    return std::nullopt;
  }
  const auto count = parse_number<std::uint32_t>(word);
  if (!count) {
    lookup.refuse(demand, object, fmt::format("\"{}\" is neither a number nor max", word));
    return std::nullopt;
  }
  if (most && *count > *most) {
    lookup.refuse(demand, object,
                  fmt::format("{} is more than the {} that the device has at most", *count, *most));
    return std::nullopt;
  }
  return fmt::to_string(*count);
}

std::optional<std::string> checked_coalesce(Lookup& lookup, const Demand& demand, const Nic& nic,
                                            const std::string& key, const std::string& word) {
  const bool adaptive = key == "adaptive-rx" || key == "adaptive-tx";
  if (adaptive ? word == "on" || word == "off" : parse_number<std::uint32_t>(word).has_value()) {
    return word;
  }
  lookup.refuse(demand, fmt::format("{} coalesce {}", nic.name, key),
                fmt::format("\"{}\" is not {}", word, adaptive ? "on or off" : "a number"));
  return std::nullopt;
}

// A demand for a kind with keys: those that the driver has are wanted, the others refused.
void want_keys(Lookup& lookup, const Demand& demand) {
  const Nic* nic = lookup.nic_of(demand);
  if (!nic) return;
  const auto object = Lookup::object_of(demand);
  const auto now = lookup.now(object);
  if (!now || now->empty()) {
    lookup.refuse(
        demand, label_of(object),
        fmt::format("{} ({}) has no {} that can be set", nic->name, nic->driver,
                    demand.kind == SettingKind::coalesce ? "coalescing" : name_of(demand.kind)));
    return;
  }
  const auto known = parse_keyed(*now);
  KeyedValue wanted;
  for (const auto& [key, word] : parse_keyed(demand.value)) {
    if (!find_key(known, key)) {
      // None of what is not there is what it has.
      if (demand.kind == SettingKind::channels && word == "0") continue;
      lookup.refuse(demand, fmt::format("{} {} {}", nic->name, name_of(demand.kind), key),
                    fmt::format("the driver {} has no {}", nic->driver, what_of(demand.kind, key)));
      continue;
    }
    auto checked = demand.kind == SettingKind::coalesce
                       ? checked_coalesce(lookup, demand, *nic, key, word)
                       : checked_count(lookup, demand, *nic, key, word);
    if (checked) set_key(wanted, key, std::move(*checked));
  }
  put_in_order(demand.kind, wanted);
  if (!wanted.empty()) lookup.want(object, to_text(wanted), demand);
}

void want_number(Lookup& lookup, const Demand& demand) {
  if (!lookup.nic_of(demand)) return;
  const auto object = Lookup::object_of(demand);
  const auto number = parse_number(demand.value);
  if (!lookup.now(object)) {
    lookup.refuse(demand, label_of(object), "this kernel or this interface does not have it");
  } else if (!number) {
    lookup.refuse(demand, label_of(object), fmt::format("\"{}\" is not a number", demand.value));
  } else {
    lookup.want(object, fmt::to_string(*number), demand);
  }
}

}  // namespace

void want_channels(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::channels)) want_keys(lookup, *demand);
  for (const auto* demand : lookup.demands_of(SettingKind::channels)) {
    const Nic* nic = lookup.host().find_nic(demand->nic);
    if (!nic || !lookup.find(Lookup::object_of(*demand))) continue;
    if (lookup.rx_queues(*nic) == 0 || lookup.tx_queues(*nic) == 0) {
      lookup.refuse(*demand, demand->nic + " channels",
                    "it would leave the interface without a receive or a transmit queue");
    }
  }
}

void want_rings(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::rings)) want_keys(lookup, *demand);
}

void want_coalesce(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::coalesce)) want_keys(lookup, *demand);
}

void want_nic_numbers(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::threaded_napi)) {
    if (!lookup.nic_of(*demand)) continue;
    const auto object = Lookup::object_of(*demand);
    if (!lookup.now(object)) {
      lookup.refuse(*demand, label_of(object), "this kernel has no threaded NAPI");
    } else if (demand->value != "on" && demand->value != "off") {
      lookup.refuse(*demand, label_of(object),
                    fmt::format("\"{}\" is not on or off", demand->value));
    } else {
      lookup.want(object, demand->value, *demand);
    }
  }
  for (const auto kind : {SettingKind::napi_defer_hard_irqs, SettingKind::gro_flush_timeout}) {
    for (const auto* demand : lookup.demands_of(kind)) want_number(lookup, *demand);
  }
}

}  // namespace holdfast
