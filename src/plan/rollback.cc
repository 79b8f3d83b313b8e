#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "plan/lookup.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"
#include "plan/step_list.h"

namespace holdfast {
namespace {

// By kind; of features those that go off first (plan/lookup.cc has the same); then as given.
std::vector<const Setting*> in_order(const std::vector<Setting>& settings) {
  struct Key {
    SettingKind kind;
    bool on;
    const Setting* setting;  // of one array: its address is its place
  };
  std::vector<Key> keys;
  for (const auto& setting : settings) {
    const bool on = setting.object.kind == SettingKind::feature && setting.value == "on";
    keys.push_back({setting.object.kind, on, &setting});
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return std::tie(a.kind, a.on, a.setting) < std::tie(b.kind, b.on, b.setting);
  });
  std::vector<const Setting*> sorted;
  for (const auto& key : keys) sorted.push_back(key.setting);
  return sorted;
}

// Where to pin the interrupt first, so that it is delivered again where it was (KERNEL §2); nullopt
// when the mask alone does it, or nothing can.
std::optional<CpuSet> pin_for(const HostSnapshot& host, const Setting& before,
                              const Vector* vector) {
  const auto mask = CpuSet::parse_list(before.value);
  if (!before.placement || before.placement->empty() || !mask) return std::nullopt;
  const CpuSet& place = *before.placement;
  if (*mask == place || !place.is_subset_of(*mask)) return std::nullopt;
  if (!place.intersects(host.topology.online)) return std::nullopt;
  if (vector && vector->effective == place) return std::nullopt;
  return place;
}

class Restorer {
 public:
  Restorer(const HostSnapshot& host, Plan& plan) : host_(host), plan_(plan), steps_(host) {}

  void restore(const Setting& before) {
    const auto& object = before.object;
    const auto now = value_of(host_, object);
    const bool undone = !object.nic.empty() && steps_.undoes(object.nic, object.kind);
    if (undone || (!now && comes_back(object))) return restore_after(before);
    if (!now) {
      refuse(before, "it is not on this host any more");
      return;
    }
    const Vector* vector = vector_of(host_, object);
    auto pin = pin_for(host_, before, vector);
    if (*now == before.value && !pin) {
      plan_.no_ops.push_back({object, before.value});
    } else if (vector && vector->managed) {
      refuse(before, "managed by the kernel, which places it itself");
    } else {
      add(before, now, std::move(pin));
    }
  }

  void finish() { plan_.steps = steps_.take(); }

 private:
  // With the channels that an earlier step puts back.
  bool comes_back(const SettingObject& object) const {
    const bool of_queue = object.kind == SettingKind::vector || object.kind == SettingKind::xps ||
                          object.kind == SettingKind::rps ||
                          object.kind == SettingKind::rps_flow_count;
    return of_queue && steps_.changes_channels(object.nic);
  }

  void restore_after(const Setting& before) {
    const Vector* vector = vector_of(host_, before.object);
    if (vector && vector->managed) return;  // nobody moved it, and nobody can
    // Where it will be delivered by then is not known.
    add(before, std::nullopt, pin_for(host_, before, nullptr));
  }

  void add(const Setting& before, std::optional<std::string> now, std::optional<CpuSet> pin) {
    Step step;
    step.object = before.object;
    step.before = std::move(now);
    step.after = before.value;
    step.through = std::move(pin);
    step.reason = StepReason::restores;
    steps_.add(std::move(step));
  }

  void refuse(const Setting& before, const char* why) {
    plan_.refusals.push_back(
        {label_of(before.object), before.value, why, true, {}, before.object.kind});
  }

  const HostSnapshot& host_;
  Plan& plan_;
  StepList steps_;
};

}  // namespace

Plan make_rollback(const std::vector<Setting>& before, const HostSnapshot& host) {
  Plan plan;
  plan.hostname = host.settings.hostname;
  Restorer restorer(host, plan);
  for (const auto* setting : in_order(before)) restorer.restore(*setting);
  restorer.finish();
  return plan;
}

std::vector<Setting> before_of(const Plan& plan, const HostSnapshot& host) {
  std::vector<Setting> before;
  std::set<std::string> seen;
  const auto add = [&](const SettingObject& object) {
    const auto found = found_again(host, object);
    if (!found || !seen.insert(identity_of(*found)).second) return;
    if (auto value = value_of(host, *found)) {
      before.push_back({*found, std::move(*value), placement_of(host, *found)});
    }
  };
  std::set<std::string> reset_nics;
  for (const auto& step : plan.steps) {
    add(step.object);
    if (step.risk != Risk::safe) reset_nics.insert(step.object.nic);
  }
  for (const auto& name : reset_nics) {
    const Nic* nic = host.find_nic(name);
    if (!nic) continue;
    for (const auto& setting : settings_of(host, *nic)) add(setting.object);
  }
  std::vector<Setting> sorted;
  for (const auto* setting : in_order(before)) sorted.push_back(*setting);
  return sorted;
}

}  // namespace holdfast
