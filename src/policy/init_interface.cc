#include "policy/init_interface.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "plan/fix_text.h"
#include "plan/nic_view.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

std::string line(std::string_view key, std::string_view value) {
  return fmt::format("    {}: {}\n", key, value);
}

// "rx 256 tx 512" → "{rx: 256, tx: 512}".
std::string flow_map(std::string_view words) {
  std::string text;
  while (true) {
    const auto key = next_word(words);
    const auto value = next_word(words);
    if (value.empty()) break;
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, value);
  }
  return "{" + text + "}";
}

// Channels that the driver has: a kind whose maximum is 0 cannot be asked for.
std::string channels_line(const Nic& nic) {
  if (!nic.channels) return "";
  std::string text;
  const auto add = [&](const char* key, Count now, Count most) {
    if (now && most.value_or(0) > 0) {
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, *now);
    }
  };
  add("rx", nic.channels->rx, nic.channels->rx_max);
  add("tx", nic.channels->tx, nic.channels->tx_max);
  add("combined", nic.channels->combined, nic.channels->combined_max);
  return text.empty() ? text : line("channels", "{" + text + "}");
}

std::string rings_line(const Nic& nic) {
  if (!nic.rings) return "";
  std::string text;
  const auto add = [&](const char* key, Count now, Count most) {
    if (now && most.value_or(0) > 0) {
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, *now);
    }
  };
  add("rx", nic.rings->rx, nic.rings->rx_max);
  add("tx", nic.rings->tx, nic.rings->tx_max);
  return text.empty() ? text : line("rings", "{" + text + "}");
}

std::string offloads_line(const Nic& nic) {
  constexpr std::array kNames = {"rx-gro",
                                 "rx-lro",
                                 "rx-gro-hw",
                                 "tx-tcp-segmentation",
                                 "tx-tcp6-segmentation",
                                 "tx-generic-segmentation",
                                 "tx-udp-fragmentation"};
  std::string text;
  for (const auto* name : kNames) {
    const Feature* feature = nic.feature(name);
    if (feature == nullptr || feature->fixed) continue;
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", name, feature->active ? "on" : "off");
  }
  return text.empty() ? text : line("offloads", "{" + text + "}");
}

std::string vector_line(const Vector& vector) {
  const std::string cpus = fmt::format("cpus: \"{}\"", vector.requested->to_list());
  const auto queue = queue_number(vector);
  if (queue && vector.role == VectorRole::combined) {
    return fmt::format("      - {{queue: {}, {}}}\n", *queue, cpus);
  }
  if (queue && (vector.role == VectorRole::rx || vector.role == VectorRole::tx)) {
    return fmt::format("      - {{queue: {}, direction: {}, {}}}\n", *queue, name_of(vector.role),
                       cpus);
  }
  return fmt::format("      - {{role: {}, {}}}\n", name_of(vector.role), cpus);
}

// Roles are not numbered: of several vectors of one role the policy can say something only when
// they stand alike.
bool can_be_said(const std::vector<const Vector*>& vectors, const Vector& vector) {
  if (serves_packets(vector) && queue_number(vector)) return true;
  return std::all_of(vectors.begin(), vectors.end(), [&](const Vector* other) {
    return other->role != vector.role || other->managed || other->requested == vector.requested;
  });
}

std::string vectors_block(const HostSnapshot& host, const Nic& nic) {
  const auto vectors = host.vectors_of(nic);
  std::string text;
  std::vector<VectorRole> roles_said;
  for (const auto* vector : vectors) {
    if (vector->managed || !vector->requested) continue;
    const bool reachable =
        !vector->requested->empty() && vector->requested->is_subset_of(host.topology.online);
    if (!reachable || !can_be_said(vectors, *vector)) {
      text += fmt::format("      # {}: {} cannot be said here\n", vector_words(*vector),
                          cpus_text(*vector->requested));
      continue;
    }
    if (!queue_number(*vector)) {
      if (std::find(roles_said.begin(), roles_said.end(), vector->role) != roles_said.end()) {
        continue;
      }
      roles_said.push_back(vector->role);
    }
    text += vector_line(*vector);
  }
  return text.empty() ? text : "    vectors:\n" + text;
}

std::string rss_block(const HostSnapshot& host, const Nic& nic) {
  std::string text;
  const auto add = [&](const std::string& word) { text += (text.empty() ? "" : ", ") + word; };
  if (const auto key =
          value_of(host, {.kind = SettingKind::rss_key, .nic = nic.name, .name = "0"})) {
    if (!key->empty()) add(fmt::format("key: \"{}\"", *key));
  }
  const auto table = value_of(host, {.kind = SettingKind::rss_table, .nic = nic.name, .name = "0"});
  if (table && table->starts_with("equal ")) {
    add(fmt::format("indirection: {{equal: {}}}", table->substr(6)));
  } else if (table && !table->empty()) {
    add(fmt::format("indirection: {{table: [{}]}}", fmt::join(words_of(*table), ", ")));
  }
  return text.empty() ? text : line("rss", "{" + text + "}");
}

template <class Queues, class Cpus>
std::string queue_map(const char* prefix, const Queues& queues, Cpus cpus_of) {
  std::string text;
  for (const auto& queue : queues) {
    if (cpus_of(queue).empty()) continue;
    text += fmt::format("{}{}-{}: \"{}\"", text.empty() ? "" : ", ", prefix, queue.index.value,
                        cpus_of(queue).to_list());
  }
  return text.empty() ? "off" : "{" + text + "}";
}

std::string flow_rule_line(const Setting& rule) {
  std::string_view name = rule.object.name;
  std::string text = fmt::format("type: {}", next_word(name));
  for (auto key = next_word(name); !key.empty(); key = next_word(name)) {
    text += fmt::format(", {}: {}", key, yaml_word(next_word(name)));
  }
  std::string_view value = rule.value;
  if (value == "drop") return fmt::format("      - {{{}, action: drop}}\n", text);
  const std::string target = flow_map(value);
  return fmt::format("      - {{{}, {}\n", text, target.substr(1));
}

std::string flows_block(const std::vector<Setting>& settings) {
  std::string text;
  for (const auto& setting : settings) {
    if (setting.object.kind == SettingKind::flow_rule && !setting.value.empty()) {
      text += flow_rule_line(setting);
    }
  }
  return text.empty() ? text : "    flows:\n" + text;
}

}  // namespace

std::string interface_block(const HostSnapshot& host, const Nic& nic) {
  const auto settings = settings_of(host, nic);
  std::string text = fmt::format("  - match: {{name: {}}}\n", yaml_word(nic.name));
  text += channels_line(nic);
  text += rings_line(nic);
  for (const auto& setting : settings) {
    if (setting.object.kind == SettingKind::coalesce && !setting.value.empty()) {
      text += line("coalesce", flow_map(setting.value));
    }
  }
  text += offloads_line(nic);
  text += rss_block(host, nic);
  text += flows_block(settings);
  text += vectors_block(host, nic);
  if (!nic.tx_queues.empty()) {
    text += line("xps", queue_map("tx", nic.tx_queues, [](const TxQueue& queue) -> const CpuSet& {
                   return queue.xps_cpus;
                 }));
  }
  if (!nic.rx_queues.empty()) {
    text += line("rps", queue_map("rx", nic.rx_queues, [](const RxQueue& queue) -> const CpuSet& {
                   return queue.rps_cpus;
                 }));
  }
  if (nic.threaded_napi) text += line("threaded-napi", *nic.threaded_napi ? "on" : "off");
  if (nic.napi_defer_hard_irqs) {
    text += line("napi-defer-hard-irqs", fmt::to_string(*nic.napi_defer_hard_irqs));
  }
  if (nic.gro_flush_timeout_ns) {
    text += line("gro-flush-timeout", fmt::to_string(*nic.gro_flush_timeout_ns));
  }
  return text + "\n";
}

}  // namespace holdfast
