#include "plan/make_plan.h"

#include <fmt/format.h>

#include "plan/delivery.h"
#include "plan/irq_list.h"
#include "plan/kernel_demand.h"
#include "plan/keyed_value.h"
#include "plan/setting_value.h"
#include "plan/step_list.h"

namespace holdfast {
namespace {

// What to write so that the demand is met and everything else of the value stays.
std::string value_to_write(const Setting& wanted, const std::string& now) {
  if (wanted.object.kind == SettingKind::irqbalance_ban) {
    auto irqs = parse_irq_list(now).value_or(std::vector<IrqNumber>());
    const auto more = parse_irq_list(wanted.value).value_or(std::vector<IrqNumber>());
    irqs.insert(irqs.end(), more.begin(), more.end());
    return to_list(std::move(irqs));
  }
  if (wanted.object.kind == SettingKind::flow_rule && !wanted.value.empty()) {
    auto value = parse_keyed(wanted.value);
    const auto old = parse_keyed(now);
    const auto* location = find_key(old, "location");
    if (location && !find_key(value, "location")) set_key(value, "location", *location);
    return to_text(value);
  }
  return wanted.value;
}

// What a reader sees as the value before: of keyed values the keys that change, of others all.
std::string value_to_show(const Setting& wanted, const std::string& now) {
  const auto kind = wanted.object.kind;
  const bool whole = kind == SettingKind::flow_rule || kind == SettingKind::irqbalance_ban ||
                     kind == SettingKind::irqbalance_service;
  return whole ? now : restricted_to(kind, now, wanted.value);
}

class Planner {
 public:
  Planner(const HostSnapshot& host, const std::vector<IrqCounts>& recent, Plan& plan)
      : host_(host), recent_(recent), plan_(plan), steps_(host) {}

  void consider(const Wanted& wanted) {
    const auto& object = wanted.setting.object;
    const auto now = value_of(host_, object);
    const bool undone = !object.nic.empty() && steps_.undoes(object.nic, object.kind);
    if (!now || undone) return add_following(wanted, now.has_value());
    if (restricted_to(object.kind, *now, wanted.setting.value) != wanted.setting.value) {
      const auto reason =
          object.kind == SettingKind::file ? StepReason::persists : StepReason::differs;
      return add(wanted, value_to_show(wanted.setting, *now), value_to_write(wanted.setting, *now),
                 reason);
    }
    if (is_delivered_elsewhere(wanted.setting)) {
      return add(wanted, now, *now, StepReason::placement);
    }
    plan_.no_ops.push_back({object, wanted.setting.value});
  }

  void finish() { plan_.steps = steps_.take(); }

 private:
  void add(const Wanted& wanted, std::optional<std::string> before, std::string after,
           StepReason reason) {
    Step step;
    step.object = wanted.setting.object;
    step.before = std::move(before);
    step.after = std::move(after);
    step.reason = reason;
    step.place = wanted.place;
    steps_.add(std::move(step));
  }

  // Its value at that time is the driver's choice, so that no `before` can be held against it.
  void add_following(const Wanted& wanted, bool known) {
    Wanted later = wanted;
    if (steps_.changes_channels(wanted.setting.object.nic)) {
      later.setting.object = by_queue(wanted.setting.object);
    }
    if (known || !wanted.exists) {
      add(later, std::nullopt, wanted.setting.value, StepReason::follows);
    }
  }

  bool is_delivered_elsewhere(const Setting& wanted) const {
    const Vector* vector = vector_of(host_, wanted.object);
    const auto mask = CpuSet::parse_list(wanted.value);
    return vector && mask && delivery_of(*vector, *mask, recent_) == Delivery::wrong;
  }

  const HostSnapshot& host_;
  const std::vector<IrqCounts>& recent_;
  Plan& plan_;
  StepList steps_;
};

}  // namespace

Plan make_plan(const Demands& demands, const HostSnapshot& host,
               const std::vector<IrqCounts>& recent) {
  Plan plan;
  plan.hostname = host.settings.hostname;
  plan.demands = demands;
  Planner planner(host, recent, plan);
  for (const auto& wanted : wanted_settings(demands, host, plan.refusals)) {
    planner.consider(wanted);
  }
  planner.finish();
  plan.advice = advice_of(demands.command_line, host.settings.command_line);
  return plan;
}

}  // namespace holdfast
