#include <fmt/format.h>

#include "base/text.h"
#include "plan/irq_list.h"
#include "plan/lookup.h"

namespace holdfast {
namespace {

void want_sysctl(Lookup& lookup, const Demand& demand) {
  const auto object = Lookup::object_of(demand, demand.name);
  if (!lookup.now(object)) {
    lookup.refuse(demand, label_of(object), "this kernel has no such sysctl, or it was not read");
    return;
  }
  lookup.want(object, fmt::format("{}", fmt::join(words_of(demand.value), " ")), demand);
}

void want_service(Lookup& lookup, const Demand& demand) {
  const auto object = Lookup::object_of(demand);
  const bool known =
      demand.value == "running" || demand.value == "stopped" || demand.value == "masked";
  if (!known) {
    lookup.refuse(demand, label_of(object),
                  fmt::format("\"{}\" is not running, stopped or masked", demand.value));
  } else if (lookup.now(object)) {
    lookup.want(object, demand.value, demand);
  } else if (demand.value == "running") {
    lookup.refuse(demand, label_of(object), "irqbalance is not on this host");
  }
}

}  // namespace

void want_host_settings(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::sysctl)) want_sysctl(lookup, *demand);
  for (const auto* demand : lookup.demands_of(SettingKind::irqbalance_service)) {
    want_service(lookup, *demand);
  }
  for (const auto* demand : lookup.demands_of(SettingKind::default_smp_affinity)) {
    const auto object = Lookup::object_of(*demand);
    const auto now = lookup.now(object);
    if (!now) {
      lookup.refuse(*demand, label_of(object), "it could not be read");
    } else if (const auto cpus = cpus_of(lookup, *demand, label_of(object), now)) {
      lookup.want(object, cpus->to_list(), *demand);
    }
  }
  for (const auto* demand : lookup.demands_of(SettingKind::file)) {
    const auto object = Lookup::object_of(*demand, demand->name);
    if (demand->name.starts_with('/')) {
      lookup.want(object, demand->value, *demand);
    } else {
      lookup.refuse(*demand, demand->name, "a file is named by its absolute path");
    }
  }
}

void want_irqbalance_bans(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::irqbalance_ban)) {
    const auto object = Lookup::object_of(*demand);
    // What does not run moves nothing, and has no socket to ask.
    if (!lookup.now(object)) continue;
    std::vector<IrqNumber> irqs;
    if (demand->value == "lease") {
      for (const auto& wanted : lookup.wanted()) {
        if (wanted.setting.object.irq) irqs.push_back(*wanted.setting.object.irq);
      }
    } else if (auto listed = parse_irq_list(demand->value)) {
      irqs = std::move(*listed);
    } else {
      lookup.refuse(*demand, label_of(object),
                    fmt::format("\"{}\" is neither lease nor a list of interrupts", demand->value));
      continue;
    }
    lookup.want(object, to_list(std::move(irqs)), *demand);
  }
}

}  // namespace holdfast
