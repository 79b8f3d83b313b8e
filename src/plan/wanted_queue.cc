#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/lookup.h"
#include "plan/setting_value.h"
#include "plan/vectors_named.h"

namespace holdfast {
namespace {

// The kernel keeps online CPUs only in these maps, and shows what it kept (net/core/net-sysfs.c).
std::string kept_cpus(const Lookup& lookup, const CpuSet& cpus) {
  const auto& online = lookup.host().topology.online;
  return (online.empty() ? cpus : cpus & online).to_list();
}

// Where the vector of the transmit queue is asked to be; nullopt when nobody asks: where a driver
// puts it may change with the next reset.
std::optional<CpuSet> vector_cpus(const Lookup& lookup, const Nic& nic, std::uint32_t queue) {
  for (const auto& vector : lookup.host().vectors) {
    if (vector.nic != nic.name) continue;
    const auto queues = queues_of(vector);
    if (std::find(queues.begin(), queues.end(), QueueName{Direction::tx, queue}) == queues.end()) {
      continue;
    }
    const Wanted* wanted = lookup.find(object_of(lookup.host(), vector));
    if (!wanted) continue;
    const auto cpus = CpuSet::parse_list(wanted->setting.value);
    return cpus ? std::optional(*cpus) : std::nullopt;
  }
  SettingObject object;
  object.kind = SettingKind::vector;
  object.nic = nic.name;
  for (const auto* direction : {"rx+tx", "tx"}) {
    object.name = fmt::format("{} {}", direction, queue);
    if (const Wanted* wanted = lookup.find(object)) {
      const auto cpus = CpuSet::parse_list(wanted->setting.value);
      return cpus ? std::optional(*cpus) : std::nullopt;
    }
  }
  return std::nullopt;
}

void want_queue(Lookup& lookup, const Demand& demand, std::string name, std::string value) {
  const auto object = Lookup::object_of(demand, std::move(name));
  lookup.want(object, std::move(value), demand, lookup.now(object).has_value());
}

void want_xps_everywhere(Lookup& lookup, const Demand& demand, const Nic& nic) {
  const auto online = lookup.host().topology.online.to_vector();
  const std::uint32_t queues = lookup.tx_queues(nic);
  const bool by_vector = demand.value == "by-vector";
  if (!by_vector && demand.value != "by-queue" && demand.value != "off") {
    lookup.refuse(demand, nic.name + " xps",
                  fmt::format("\"{}\" is not by-vector, by-queue or off", demand.value));
    return;
  }
  for (std::uint32_t queue = 0; queue < queues; ++queue) {
    const auto name = fmt::format("tx-{}", queue);
    if (demand.value == "off") {
      want_queue(lookup, demand, name, "");
    } else if (!by_vector) {
      if (!online.empty()) {
        want_queue(lookup, demand, name, fmt::to_string(online[queue % online.size()].value));
      }
    } else if (const auto cpus = vector_cpus(lookup, nic, queue)) {
      want_queue(lookup, demand, name, kept_cpus(lookup, *cpus));
    } else {
      lookup.refuse(
          demand, fmt::format("{} xps {}", nic.name, name),
          fmt::format("no demand says where the interrupt of transmit queue {} is to be", queue),
          true);
    }
  }
}

// The kernel has no XPS where there is one queue, and says ENOENT (xps_cpus_store).
bool is_single_queue(const Lookup& lookup, const Nic& nic) {
  const auto most =
      nic.channels ? nic.channels->combined_max.value_or(0) + nic.channels->tx_max.value_or(0) : 1U;
  return lookup.tx_queues(nic) == 1 && most <= 1;
}

// "tx-3" → 3, "rx-3" → 3; nullopt for anything else.
std::optional<std::uint32_t> queue_number(std::string_view name, std::string_view direction) {
  if (!name.starts_with(direction)) return std::nullopt;
  return parse_number<std::uint32_t>(name.substr(direction.size()));
}

bool is_queue(Lookup& lookup, const Demand& demand, const Nic& nic, std::string_view direction,
              std::uint32_t count) {
  const auto queue = queue_number(demand.name, direction);
  if (queue && (*queue < count || lookup.now(Lookup::object_of(demand, demand.name)))) return true;
  lookup.refuse(demand, label_of(Lookup::object_of(demand, demand.name)),
                fmt::format("{} {} {} {} queue{}", nic.name,
                            lookup.changes_channels(nic) ? "will have" : "has", count,
                            direction == "tx-" ? "transmit" : "receive", count == 1 ? "" : "s"));
  return false;
}

// "off" or CPUs; nullopt when refused.
std::optional<std::string> demanded_cpus(Lookup& lookup, const Demand& demand) {
  if (demand.value.empty() || demand.value == "off") return std::string();
  const auto cpus = cpus_of(lookup, demand, label_of(Lookup::object_of(demand, demand.name)), {});
  return cpus ? std::optional(kept_cpus(lookup, *cpus)) : std::nullopt;
}

void want_rps_of(Lookup& lookup, const Demand& demand, const Nic& nic) {
  const std::uint32_t queues = lookup.rx_queues(nic);
  std::optional<std::string> value;
  if (demand.kind == SettingKind::rps) {
    value = demanded_cpus(lookup, demand);
  } else if (const auto count =
                 demand.value == "off" ? 0U : parse_number<std::uint32_t>(demand.value)) {
    value = fmt::to_string(*count);
  } else {
    lookup.refuse(demand, label_of(Lookup::object_of(demand, demand.name)),
                  fmt::format("\"{}\" is not a number", demand.value));
  }
  if (!value) return;
  if (!demand.name.empty()) {
    if (is_queue(lookup, demand, nic, "rx-", queues)) {
      want_queue(lookup, demand, demand.name, *value);
    }
    return;
  }
  for (std::uint32_t queue = 0; queue < queues; ++queue) {
    want_queue(lookup, demand, fmt::format("rx-{}", queue), *value);
  }
}

}  // namespace

void want_xps(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::xps)) {
    const Nic* nic = lookup.nic_of(*demand);
    if (!nic) continue;
    const bool none = demand->value.empty() || demand->value == "off";
    if (!none && is_single_queue(lookup, *nic)) {
      lookup.refuse(*demand, nic->name + " xps",
                    "the interface has one transmit queue, and the kernel no XPS for it", true);
    } else if (demand->name.empty()) {
      want_xps_everywhere(lookup, *demand, *nic);
    } else if (is_queue(lookup, *demand, *nic, "tx-", lookup.tx_queues(*nic))) {
      if (auto value = demanded_cpus(lookup, *demand)) {
        want_queue(lookup, *demand, demand->name, std::move(*value));
      }
    }
  }
}

void want_rps(Lookup& lookup) {
  for (const auto kind : {SettingKind::rps, SettingKind::rps_flow_count}) {
    for (const auto* demand : lookup.demands_of(kind)) {
      if (const Nic* nic = lookup.nic_of(*demand)) want_rps_of(lookup, *demand, *nic);
    }
  }
}

}  // namespace holdfast
