#include "plan/setting_value.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/flow_match.h"
#include "plan/irq_list.h"
#include "plan/keyed_value.h"
#include "plan/setting_parts.h"

namespace holdfast {
namespace {

enum class Sort { nic, rss, flow, queue, vector, host };

Sort sort_of(SettingKind kind) {
  switch (kind) {
    case SettingKind::channels:
    case SettingKind::rings:
    case SettingKind::feature:
    case SettingKind::coalesce:
    case SettingKind::threaded_napi:
    case SettingKind::napi_defer_hard_irqs:
    case SettingKind::gro_flush_timeout: return Sort::nic;
    case SettingKind::rss_key:
    case SettingKind::rss_table:
    case SettingKind::rss_hash_fields: return Sort::rss;
    case SettingKind::flow_rule: return Sort::flow;
    case SettingKind::xps:
    case SettingKind::rps:
    case SettingKind::rps_flow_count: return Sort::queue;
    case SettingKind::vector:
    case SettingKind::device_irq: return Sort::vector;
    default: return Sort::host;
  }
}

std::string common_irqs(std::string_view value, std::string_view wanted) {
  auto irqs = parse_irq_list(value).value_or(std::vector<IrqNumber>());
  const auto asked = parse_irq_list(wanted).value_or(std::vector<IrqNumber>());
  std::erase_if(irqs, [&asked](IrqNumber irq) {
    return !std::binary_search(asked.begin(), asked.end(), irq);
  });
  return to_list(std::move(irqs));
}

class NicSettings {
 public:
  NicSettings(const HostSnapshot& host, const Nic& nic) : host_(host), nic_(nic) {}

  void add(SettingKind kind, std::string name = {}) {
    SettingObject object;
    object.kind = kind;
    object.nic = nic_.name;
    object.name = std::move(name);
    if (auto value = value_of(host_, object)) {
      settings_.push_back({std::move(object), std::move(*value), std::nullopt});
    }
  }
  void add(const Vector& vector) {
    if (!vector.requested) return;
    settings_.push_back({object_of(host_, vector), vector.requested->to_list(), vector.effective});
  }
  std::vector<Setting> take() { return std::move(settings_); }

 private:
  const HostSnapshot& host_;
  const Nic& nic_;
  std::vector<Setting> settings_;
};

}  // namespace

std::optional<std::string> value_of(const HostSnapshot& host, const SettingObject& object) {
  const Sort sort = sort_of(object.kind);
  if (sort == Sort::host) return host_value(host, object);
  if (sort == Sort::vector) return vector_value(host, object);
  const Nic* nic = host.find_nic(object.nic);
  if (!nic) return std::nullopt;
  if (sort == Sort::rss) return rss_value(*nic, object);
  if (sort == Sort::flow) return flow_value(*nic, object);
  return sort == Sort::queue ? queue_value(*nic, object) : nic_value(*nic, object);
}

void set_value(HostSnapshot& host, const Setting& setting) {
  const Sort sort = sort_of(setting.object.kind);
  if (sort == Sort::host) return set_host_value(host, setting);
  if (sort == Sort::vector) return set_vector_value(host, setting);
  const auto nic = std::find_if(host.nics.begin(), host.nics.end(),
                                [&](const Nic& each) { return each.name == setting.object.nic; });
  if (nic == host.nics.end()) return;
  if (sort == Sort::rss) return set_rss_value(*nic, setting);
  if (sort == Sort::flow) return set_flow_value(*nic, setting);
  return sort == Sort::queue ? set_queue_value(*nic, setting) : set_nic_value(*nic, setting);
}

std::string restricted_to(SettingKind kind, std::string_view value, std::string_view keys_of) {
  if (kind == SettingKind::irqbalance_ban) return common_irqs(value, keys_of);
  // Masked is stopped, and more.
  if (kind == SettingKind::irqbalance_service && value == "masked" && keys_of == "stopped") {
    return "stopped";
  }
  if (!has_keys(kind)) return std::string(value);
  const auto keys = parse_keyed(keys_of);
  // A rule that is not to be there has no keys, and any rule differs from it.
  if (kind == SettingKind::flow_rule && keys.empty()) return std::string(value);
  auto kept = parse_keyed(value);
  std::erase_if(kept, [&keys](const auto& entry) { return !find_key(keys, entry.first); });
  put_in_order(kind, kept);
  return to_text(kept);
}

bool same_object(const SettingObject& a, const SettingObject& b) {
  if (a.kind != b.kind) return false;
  if (a.kind == SettingKind::vector && a.msi_index && b.msi_index && !a.device.empty() &&
      !b.device.empty()) {
    return a.device == b.device && a.msi_index == b.msi_index;
  }
  if (a.kind == SettingKind::device_irq && a.irq != b.irq) return false;
  return a.nic == b.nic && a.name == b.name && a.thread == b.thread &&
         a.thread_start_ticks == b.thread_start_ticks;
}

std::optional<SettingObject> found_again(const HostSnapshot& host, const SettingObject& object) {
  if (sort_of(object.kind) != Sort::vector) {
    return value_of(host, object) ? std::optional(object) : std::nullopt;
  }
  const Vector* vector = vector_of(host, object);
  return vector ? std::optional(object_of(host, *vector)) : std::nullopt;
}

std::vector<Setting> settings_of(const HostSnapshot& host, const Nic& nic) {
  NicSettings settings(host, nic);
  settings.add(SettingKind::channels);
  settings.add(SettingKind::rings);
  for (const auto& feature : nic.features) {
    if (!feature.fixed) settings.add(SettingKind::feature, feature.name);
  }
  settings.add(SettingKind::coalesce);
  for (const auto& context : nic.rss) {
    settings.add(SettingKind::rss_key, fmt::to_string(context.id));
  }
  for (const auto& context : nic.rss) {
    settings.add(SettingKind::rss_table, fmt::to_string(context.id));
  }
  for (const auto& fields : nic.hash_fields) {
    settings.add(SettingKind::rss_hash_fields, fields.flow_type);
  }
  std::vector<std::string> rules;
  for (const auto& rule : nic.ntuple) {
    auto name = flow_name(rule);
    if (std::find(rules.begin(), rules.end(), name) != rules.end()) continue;
    rules.push_back(name);
    settings.add(SettingKind::flow_rule, std::move(name));
  }
  settings.add(SettingKind::threaded_napi);
  settings.add(SettingKind::napi_defer_hard_irqs);
  settings.add(SettingKind::gro_flush_timeout);
  for (const auto& vector : host.vectors) {
    if (vector.nic == nic.name) settings.add(vector);
  }
  for (const auto& queue : nic.tx_queues) {
    settings.add(SettingKind::xps, fmt::format("tx-{}", queue.index.value));
  }
  for (const auto& queue : nic.rx_queues) {
    settings.add(SettingKind::rps, fmt::format("rx-{}", queue.index.value));
  }
  for (const auto& queue : nic.rx_queues) {
    settings.add(SettingKind::rps_flow_count, fmt::format("rx-{}", queue.index.value));
  }
  return settings.take();
}

}  // namespace holdfast
