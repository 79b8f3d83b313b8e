#include <fmt/format.h>

#include <array>

#include "plan/lookup.h"

namespace holdfast {
namespace {

struct ShortName {
  std::string_view name;
  std::array<std::string_view, 2> features;
};
// ethtool's own names of features and groups of them (ethtool.c, off_flag_def).
constexpr std::array kShortNames = {
    ShortName{"gro", {"rx-gro"}},
    ShortName{"lro", {"rx-lro"}},
    ShortName{"gro-hw", {"rx-gro-hw"}},
    ShortName{"tso", {"tx-tcp-segmentation", "tx-tcp6-segmentation"}},
    ShortName{"gso", {"tx-generic-segmentation"}},
    ShortName{"ufo", {"tx-udp-fragmentation"}},
    ShortName{"ntuple", {"rx-ntuple-filter"}},
    ShortName{"rxhash", {"rx-hashing"}},
};

std::vector<std::string> features_of(std::string_view name) {
  for (const auto& entry : kShortNames) {
    if (entry.name != name) continue;
    std::vector<std::string> features;
    for (const auto feature : entry.features) {
      if (!feature.empty()) features.emplace_back(feature);
    }
    return features;
  }
  return {std::string(name)};
}

void want_feature(Lookup& lookup, const Demand& demand, const Nic& nic) {
  std::size_t known = 0;
  const auto names = features_of(demand.name);
  for (const auto& name : names) {
    const Feature* feature = nic.feature(name);
    if (!feature) continue;
    ++known;
    const auto object = Lookup::object_of(demand, name);
    const bool on = demand.value == "on";
    if (feature->active == on || !feature->fixed) {
      lookup.want(object, demand.value, demand);
      continue;
    }
    lookup.refuse(demand, label_of(object),
                  fmt::format("the driver {} keeps it {} and lets nobody change it", nic.driver,
                              on ? "off" : "on"));
  }
  // What the kernel does not know is off.
  if (known > 0 || demand.value == "off") return;
  lookup.refuse(demand, fmt::format("{} {}", nic.name, demand.name),
                "this kernel does not know such a feature");
}

}  // namespace

void want_features(Lookup& lookup) {
  for (const auto* demand : lookup.demands_of(SettingKind::feature)) {
    const Nic* nic = lookup.nic_of(*demand);
    if (!nic) continue;
    if (demand->value != "on" && demand->value != "off") {
      lookup.refuse(*demand, fmt::format("{} {}", nic->name, demand->name),
                    fmt::format("\"{}\" is not on or off", demand->value));
    } else if (nic->features.empty()) {
      lookup.refuse(*demand, fmt::format("{} {}", nic->name, demand->name),
                    "the interface's features could not be read");
    } else {
      want_feature(lookup, *demand, *nic);
    }
  }
}

}  // namespace holdfast
