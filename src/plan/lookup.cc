#include "plan/lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "plan/channel_count.h"
#include "plan/fix_text.h"
#include "plan/keyed_value.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

// "rx 3" and "tx-3" → 3; what has no queue comes last.
std::uint32_t queue_in(const Wanted& wanted) {
  const auto& object = wanted.setting.object;
  if (object.kind == SettingKind::device_irq && object.irq) return object.irq->value;
  // What is off can hinder what is to be on: large receive offload and its hardware kin.
  if (object.kind == SettingKind::feature) return wanted.setting.value == "on" ? 1 : 0;
  const std::string_view name = object.name;
  const auto first = name.find_first_of("0123456789");
  const bool queued = object.kind == SettingKind::vector || object.kind == SettingKind::xps ||
                      object.kind == SettingKind::rps || object.kind == SettingKind::rps_flow_count;
  if (!queued) return 0;
  if (first == std::string_view::npos || name.starts_with("msi")) return UINT32_MAX;
  const auto digits = name.substr(first);
  const auto end = digits.find_first_not_of("0123456789");
  return parse_number<std::uint32_t>(digits.substr(0, end)).value_or(UINT32_MAX);
}

bool merges(SettingKind kind) { return has_keys(kind) && kind != SettingKind::flow_rule; }

}  // namespace

std::string identity_of(const SettingObject& object) {
  if (object.kind == SettingKind::vector && object.msi_index && !object.device.empty()) {
    return fmt::format("vector {} {}", object.device, *object.msi_index);
  }
  std::string text = fmt::format("{} {}/{}", name_of(object.kind), object.nic, object.name);
  if (object.irq) text += fmt::format(" irq {}", object.irq->value);
  if (object.thread) {
    text += fmt::format(" thread {} {}", object.thread->value, object.thread_start_ticks);
  }
  return text;
}

Lookup::Lookup(const Demands& demands, const HostSnapshot& host, std::vector<Refusal>& refusals)
    : demands_(demands), host_(host), refusals_(refusals) {}

std::vector<const Demand*> Lookup::demands_of(SettingKind kind) const {
  std::vector<const Demand*> found;
  for (const auto& demand : demands_.settings) {
    if (demand.kind == kind) found.push_back(&demand);
  }
  return found;
}

void Lookup::want(SettingObject object, std::string value, const Demand& demand, bool exists) {
  const auto [entry, added] = index_.emplace(identity_of(object), wanted_.size());
  if (added) {
    wanted_.push_back({{std::move(object), std::move(value), {}}, demand.place, exists});
    return;
  }
  Wanted& known = wanted_[entry->second];
  known.place = demand.place;
  if (!merges(object.kind)) {
    known.setting.value = std::move(value);
    return;
  }
  auto merged = parse_keyed(known.setting.value);
  for (auto& [key, word] : parse_keyed(value)) set_key(merged, key, word);
  put_in_order(object.kind, merged);
  known.setting.value = to_text(merged);
}

void Lookup::refuse(const Demand& demand, std::string object, std::string why, bool expected) {
  expected = expected || demand.optional;
  // The same thing may be asked for twice: by "others" and by the trading CPUs.
  const auto key = fmt::format("{}|{}|{}|{}", object, name_of(demand.kind), why, expected);
  if (!refused_.insert(key).second) return;
  refusals_.push_back(
      {std::move(object), demand.value, std::move(why), expected, demand.place, demand.kind});
}

const Nic* Lookup::nic_of(const Demand& demand) {
  const Nic* nic = host_.find_nic(demand.nic);
  if (!nic && missing_nics_.insert(demand.nic).second) {
    refuse(demand, demand.nic, fmt::format("there is no interface {} on this host", demand.nic));
    refusals_.back().kind.reset();
  }
  return nic;
}

SettingObject Lookup::object_of(const Demand& demand, std::string name) {
  SettingObject object;
  object.kind = demand.kind;
  object.nic = demand.nic;
  object.name = std::move(name);
  return object;
}

std::optional<std::string> Lookup::now(const SettingObject& object) const {
  return value_of(host_, object);
}

const Wanted* Lookup::find(const SettingObject& object) const {
  const auto found = index_.find(identity_of(object));
  return found != index_.end() ? &wanted_[found->second] : nullptr;
}

std::uint32_t Lookup::queues(const Nic& nic, std::string_view own, std::uint32_t without) const {
  SettingObject object;
  object.kind = SettingKind::channels;
  object.nic = nic.name;
  const Wanted* wanted = find(object);
  if (!wanted) return without;
  return queues_after(now(object).value_or(""), wanted->setting.value, own);
}

std::uint32_t Lookup::rx_queues(const Nic& nic) const {
  return queues(nic, "rx", nic.active_rx_queues());
}
std::uint32_t Lookup::tx_queues(const Nic& nic) const {
  return queues(nic, "tx", nic.active_tx_queues());
}
bool Lookup::changes_channels(const Nic& nic) const {
  return rx_queues(nic) != nic.active_rx_queues() || tx_queues(nic) != nic.active_tx_queues();
}

bool Lookup::is_idle(const Nic& nic, const Vector& vector) const {
  const auto unused = [](const std::vector<QueueIndex>& queues, std::uint32_t count) {
    return std::all_of(queues.begin(), queues.end(),
                       [count](QueueIndex queue) { return count > 0 && queue.value >= count; });
  };
  if (vector.rx_queues.empty() && vector.tx_queues.empty()) return false;
  return unused(vector.rx_queues, rx_queues(nic)) && unused(vector.tx_queues, tx_queues(nic));
}

std::size_t Lookup::place_of(std::string_view nic) const {
  const auto found = std::find_if(host_.nics.begin(), host_.nics.end(),
                                  [nic](const Nic& each) { return each.name == nic; });
  return static_cast<std::size_t>(found - host_.nics.begin());
}

std::vector<Wanted> Lookup::take() {
  struct Key {
    SettingKind kind;
    std::size_t nic;
    std::uint32_t queue;
    std::size_t number;  // as it was demanded
  };
  std::vector<Key> keys;
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const auto& object = wanted_[i].setting.object;
    const auto [place, added] = places.emplace(object.nic, 0);
    if (added) place->second = place_of(object.nic);
    keys.push_back({object.kind, place->second, queue_in(wanted_[i]), i});
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return std::tie(a.kind, a.nic, a.queue, a.number) < std::tie(b.kind, b.nic, b.queue, b.number);
  });
  std::vector<Wanted> sorted;
  sorted.reserve(keys.size());
  for (const auto& key : keys) sorted.push_back(std::move(wanted_[key.number]));
  wanted_.clear();
  index_.clear();
  return sorted;
}

std::optional<std::string> cpu_fault(const CpuTopology& topology, const CpuSet& cpus) {
  if (cpus.empty()) return "it names no CPU";
  const CpuSet strange = cpus - topology.possible;
  if (!topology.possible.empty() && !strange.empty()) {
    return fmt::format("{} {} not on this host, which has {}", cpus_text(strange),
                       strange.size() == 1 ? "is" : "are", cpus_text(topology.possible));
  }
  if (!topology.online.empty() && !cpus.intersects(topology.online)) {
    return fmt::format("{} {} offline", cpus_text(cpus), cpus.size() == 1 ? "is" : "are");
  }
  return std::nullopt;
}

std::optional<CpuSet> cpus_of(Lookup& lookup, const Demand& demand, const std::string& object,
                              const std::optional<std::string>& unless) {
  const auto cpus = CpuSet::parse_list(demand.value);
  if (!cpus) {
    lookup.refuse(demand, object, cpus.error().sentence);
    return std::nullopt;
  }
  if (unless && cpus->to_list() == *unless) return *cpus;
  if (auto fault = cpu_fault(lookup.host().topology, *cpus)) {
    lookup.refuse(demand, object, std::move(*fault));
    return std::nullopt;
  }
  return *cpus;
}

}  // namespace holdfast
