#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/fix_text.h"
#include "plan/lookup.h"
#include "plan/setting_value.h"
#include "plan/vectors_named.h"

namespace holdfast {
namespace {

// Why nobody can move it; nullptr when it can be.
const char* fixed_reason(const Vector& vector) {
  if (vector.managed) return "managed by the kernel, which places it itself";
  const auto has = [&vector](std::string_view word) {
    return vector.chip.find(word) != std::string::npos ||
           vector.trigger.find(word) != std::string::npos;
  };
  // The legacy timer and the cascade refuse with EIO (tested on 6.1).
  if (vector.action == "timer" || vector.action == "cascade") {
    return "the kernel lets nobody move this legacy interrupt";
  }
  if (has("percpu") || has("xen-percpu")) return "it is each CPU's own";
  if (!vector.requested) return "it has no affinity";
  return nullptr;
}

void want_irq(Lookup& lookup, const Demand& demand, const Vector& vector) {
  const auto object = object_of(lookup.host(), vector);
  const auto now = lookup.now(object);
  const auto cpus = CpuSet::parse_list(demand.value);
  if (const char* reason = fixed_reason(vector)) {
    // It stands where it is asked to, whoever put it there.
    const bool inside = cpus && vector.requested && vector.requested->is_subset_of(*cpus);
    if (!inside) lookup.refuse(demand, label_of(object), reason, true);
    return;
  }
  lookup.want(object, cpus->to_list(), demand);
}

void want_irqs(Lookup& lookup, const Demand& demand) {
  const std::string pattern = demand.name.empty() ? "*" : demand.name;
  std::size_t matched = 0;
  bool same = true;  // each has the value already, which nobody has to judge then
  for (const auto& vector : lookup.host().vectors) {
    if (!vector.nic.empty() || vector.action.empty()) continue;
    if (!matches_glob(pattern, vector.action)) continue;
    ++matched;
    same = same && vector.requested && vector.requested->to_list() == demand.value;
  }
  const auto object = demand.name.empty() ? "other devices' interrupts" : "irq " + demand.name;
  if (matched == 0) {
    if (!demand.name.empty()) lookup.refuse(demand, object, "no interrupt has that name", true);
    return;
  }
  if (!cpus_of(lookup, demand, object, same ? std::optional(demand.value) : std::nullopt)) return;
  for (const auto& vector : lookup.host().vectors) {
    if (!vector.nic.empty() || vector.action.empty()) continue;
    if (matches_glob(pattern, vector.action)) want_irq(lookup, demand, vector);
  }
}

// Vectors that come with more channels, where nobody asks for another place.
void clear_new_vectors(Lookup& lookup, const Nic& nic, const Demand& demand, const CpuSet& cpus) {
  SettingObject object;
  object.kind = SettingKind::vector;
  object.nic = nic.name;
  const auto queues = std::max(lookup.rx_queues(nic), lookup.tx_queues(nic));
  for (std::uint32_t queue = std::min(nic.active_rx_queues(), nic.active_tx_queues());
       queue < queues; ++queue) {
    for (auto& name : future_labels(lookup.host(), nic, queue)) {
      object.name = std::move(name);
      if (lookup.find(object) || vector_of(lookup.host(), object)) continue;
      lookup.want(object, cpus.to_list(), demand, false);
    }
  }
}

// The demand behind `trading`, for interrupts that no other demand names.
Demand trading_demand(const Lookup& lookup) {
  Demand demand;
  demand.kind = SettingKind::device_irq;
  demand.value = "none of " + cpus_text(lookup.demands().trading);
  demand.place.file = lookup.demands().source;
  return demand;
}

}  // namespace

void want_device_irqs(Lookup& lookup) {
  const auto demands = lookup.demands_of(SettingKind::device_irq);
  // One that names interrupts goes before the one for all, wherever they stand.
  for (const auto* demand : demands) {
    if (demand->name.empty()) want_irqs(lookup, *demand);
  }
  for (const auto* demand : demands) {
    if (!demand->name.empty()) want_irqs(lookup, *demand);
  }
}

void clear_trading_cpus(Lookup& lookup) {
  const auto& host = lookup.host();
  const CpuSet& trading = lookup.demands().trading;
  if (trading.empty()) return;
  const Demand demand = trading_demand(lookup);
  const CpuSet elsewhere = host.topology.online - trading;
  for (const auto& vector : host.vectors) {
    if (vector.action.empty() && vector.nic.empty()) continue;
    const auto object = object_of(host, vector);
    if (lookup.find(object)) continue;
    const Nic* nic = vector.nic.empty() ? nullptr : host.find_nic(vector.nic);
    if (nic && lookup.is_idle(*nic, vector)) continue;
    const CpuSet requested = vector.requested.value_or(CpuSet{});
    const bool there = vector.effective && vector.effective->intersects(trading);
    if (const char* reason = fixed_reason(vector)) {
      if (there) lookup.refuse(demand, label_of(object), reason, true);
      continue;
    }
    if (!requested.intersects(trading)) {
      // Met, or on its way: it is to stay so.
      lookup.want(object, requested.to_list(), demand);
      continue;
    }
    const CpuSet rest = requested - trading;
    const CpuSet cpus = rest.intersects(host.topology.online) ? rest : elsewhere;
    if (cpus.empty()) {
      lookup.refuse(demand, label_of(object), "every online CPU is a trading one");
    } else {
      lookup.want(object, cpus.to_list(), demand);
    }
  }
  if (elsewhere.empty()) return;
  for (const auto& nic : host.nics) {
    if (lookup.changes_channels(nic)) clear_new_vectors(lookup, nic, demand, elsewhere);
  }
}

}  // namespace holdfast
