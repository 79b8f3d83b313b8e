#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/host_match.h"
#include "policy/resolving.h"

namespace holdfast {
namespace {

Entry* find_entry(Entries& entries, std::string_view key) {
  for (auto& entry : entries) {
    if (entry.key.text == key) return &entry;
  }
  return nullptr;
}

// What the driver tells of one key: nothing, or the most that it can be, when that is known.
struct KeyFact {
  bool exists = false;
  std::optional<std::uint32_t> most;
};

KeyFact channel_fact(const Nic& nic, std::string_view key) {
  if (!nic.channels) return {};
  const auto& channels = *nic.channels;
  const auto fact = [](const Count& now, const Count& most) {
    return KeyFact{now.has_value() && most.value_or(1) > 0, most};
  };
  if (key == "rx") return fact(channels.rx, channels.rx_max);
  if (key == "tx") return fact(channels.tx, channels.tx_max);
  if (key == "other") return fact(channels.other, channels.other_max);
  return fact(channels.combined, channels.combined_max);
}

KeyFact ring_fact(const Nic& nic, std::string_view key) {
  if (!nic.rings) return {};
  const auto& rings = *nic.rings;
  const auto fact = [](const Count& now, const Count& most) {
    return KeyFact{now.has_value() && most.value_or(1) > 0, most};
  };
  if (key == "rx") return fact(rings.rx, rings.rx_max);
  if (key == "tx") return fact(rings.tx, rings.tx_max);
  if (key == "rx-mini") return fact(rings.rx_mini, rings.rx_mini_max);
  return fact(rings.rx_jumbo, rings.rx_jumbo_max);
}

KeyFact coalesce_fact(const Nic& nic, std::string_view key) {
  if (!nic.coalesce) return {};
  const auto& coalesce = *nic.coalesce;
  if (key == "adaptive-rx") return {coalesce.adaptive_rx.has_value(), std::nullopt};
  if (key == "adaptive-tx") return {coalesce.adaptive_tx.has_value(), std::nullopt};
  if (key == "rx-usecs") return {coalesce.rx_usecs.has_value(), std::nullopt};
  if (key == "rx-frames") return {coalesce.rx_frames.has_value(), std::nullopt};
  if (key == "tx-usecs") return {coalesce.tx_usecs.has_value(), std::nullopt};
  if (key == "tx-frames") return {coalesce.tx_frames.has_value(), std::nullopt};
  return {coalesce.others.count(std::string(key)) > 0, std::nullopt};
}

// "rx 256 tx 512" of the entries that this interface can have.
void demand_keyed(Resolving& resolving, const NicRules& of, SettingKind kind,
                  const Entries& entries, KeyFact (*fact_of)(const Nic&, std::string_view)) {
  const Nic& nic = *of.nic;
  std::string value;
  std::string left_out;
  const TextPlace* place = nullptr;
  for (const auto& [key, word] : entries) {
    const auto fact = fact_of(nic, key.text);
    const bool may_give_way = is_optional(resolving.policy, word.place);
    if (may_give_way && (!fact.exists || (word.text == "max" && !fact.most))) {
      left_out += (left_out.empty() ? "" : ", ") + key.text;
      continue;
    }
    std::string text = word.text;
    const bool is_number = text != "max" && kind != SettingKind::coalesce;
    if (is_number) {
      const auto number = resolving.number_of(word, nic, fact.most);
      if (!number) continue;
      text = fmt::to_string(*number);
      if (may_give_way && fact.most && *number > *fact.most) {
        text = fmt::to_string(*fact.most);
        resolving.note(fmt::format("{} {} {}: {} is the device's maximum, {} was asked for",
                                   nic.name, name_of(kind), key.text, *fact.most, *number));
      }
    }
    value += fmt::format("{}{} {}", value.empty() ? "" : " ", key.text, text);
    if (!place) place = &word.place;
  }
  if (!left_out.empty()) {
    resolving.note(fmt::format("{} {}: left out: the driver {} tells no {}", nic.name,
                               name_of(kind), nic.driver.empty() ? "(unknown)" : nic.driver,
                               left_out));
  }
  if (place) resolving.demand(kind, nic.name, "", value, *place);
}

std::string_view kernel_feature(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kShort[] = {
      {"gro", "rx-gro"},
      {"lro", "rx-lro"},
      {"gro-hw", "rx-gro-hw"},
      {"tso", "tx-tcp-segmentation"},
      {"gso", "tx-generic-segmentation"},
      {"ufo", "tx-udp-fragmentation"}};
  for (const auto& [short_name, kernel_name] : kShort) {
    if (name == short_name) return kernel_name;
  }
  return name;
}

void resolve_offloads(Resolving& resolving, const NicRules& of) {
  const Nic& nic = *of.nic;
  std::string left_out;
  for (const auto& [key, word] : joined_entries(of, &InterfaceRule::offloads)) {
    const Feature* feature = nic.feature(kernel_feature(key.text));
    const bool is_stuck = !feature || (feature->fixed && feature->active != (word.text == "on"));
    if (is_optional(resolving.policy, word.place) && is_stuck) {
      left_out += (left_out.empty() ? "" : ", ") + key.text;
      continue;
    }
    resolving.demand(SettingKind::feature, nic.name, key.text, word.text, key.place);
  }
  if (!left_out.empty()) {
    resolving.note(
        fmt::format("{} offloads: left out, since the kernel or the driver does not let "
                    "them be changed: {}",
                    nic.name, left_out));
  }
}

QueueCounts queues_now(const Nic& nic) { return {nic.active_rx_queues(), nic.active_tx_queues()}; }

void resolve_nic(Resolving& resolving, const NicRules& of) {
  const auto channels = joined_entries(of, &InterfaceRule::channels);
  demand_keyed(resolving, of, SettingKind::channels, channels, channel_fact);
  demand_keyed(resolving, of, SettingKind::rings, joined_entries(of, &InterfaceRule::rings),
               ring_fact);
  resolve_offloads(resolving, of);
  demand_keyed(resolving, of, SettingKind::coalesce, joined_entries(of, &InterfaceRule::coalesce),
               coalesce_fact);
  const auto queues = queues_after(resolving, of, channels);
  resolve_steering(resolving, of, queues);
  resolve_vectors(resolving, of, queues);
}

std::string known_nics(const HostSnapshot& host) {
  std::string text;
  for (const auto& nic : host.nics) {
    if (nic.kind == NicKind::loopback) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", nic.name);
    if (!nic.driver.empty()) text += fmt::format(" ({})", nic.driver);
  }
  return text.empty() ? "none" : text;
}

}  // namespace

Entries joined_entries(const NicRules& of, Entries InterfaceRule::* member) {
  Entries joined;
  for (const auto* rule : of.rules) {
    for (const auto& entry : rule->*member) {
      if (Entry* known = find_entry(joined, entry.key.text)) {
        *known = entry;
      } else {
        joined.push_back(entry);
      }
    }
  }
  return joined;
}

QueueCounts queues_after(const Resolving& resolving, const NicRules& of, const Entries& channels) {
  const Nic& nic = *of.nic;
  if (channels.empty() || !nic.channels) return queues_now(nic);
  // What was demanded, else what is there.
  const auto count = [&](std::string_view key, const Count& now) {
    for (const auto& demand : resolving.out.demands.settings) {
      if (demand.kind != SettingKind::channels || demand.nic != nic.name) continue;
      auto words = words_of(demand.value);
      for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        if (words[i] != key) continue;
        if (words[i + 1] == "max") return channel_fact(nic, key).most.value_or(0);
        return parse_number<std::uint32_t>(words[i + 1]).value_or(0);
      }
    }
    return now.value_or(0);
  };
  const auto combined = count("combined", nic.channels->combined);
  return {combined + count("rx", nic.channels->rx), combined + count("tx", nic.channels->tx)};
}

void resolve_interfaces(Resolving& resolving) {
  std::vector<NicRules> nics;
  for (const auto& rule : resolving.policy.interfaces) {
    ResolvedInterface resolved{text_of(rule.match), {}, rule.place};
    for (const Nic* nic : matching_nics(rule.match, resolving.host)) {
      resolved.nics.push_back(nic->name);
      const auto known =
          std::find_if(nics.begin(), nics.end(), [&](const NicRules& of) { return of.nic == nic; });
      if (known != nics.end()) {
        known->rules.push_back(&rule);
      } else {
        nics.push_back({nic, {&rule}});
      }
    }
    if (resolved.nics.empty()) {
      const auto sentence = fmt::format("no interface of this host is meant by {}; it has {}",
                                        resolved.match, known_nics(resolving.host));
      if (is_optional(resolving.policy, rule.place)) {
        resolving.note(fmt::format("{}: {}", to_text(rule.place), sentence));
      } else {
        resolving.complaints.error(rule.place, sentence);
      }
    }
    resolving.out.interfaces.push_back(std::move(resolved));
  }
  for (const auto& of : nics) resolve_nic(resolving, of);
}

}  // namespace holdfast
