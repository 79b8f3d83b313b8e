#include "plan/step_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/channel_count.h"
#include "plan/risk.h"
#include "plan/setting_parts.h"
#include "plan/setting_value.h"

namespace holdfast {

SettingObject by_queue(SettingObject object) {
  const bool queue = object.name.starts_with("rx") || object.name.starts_with("tx");
  if (object.kind != SettingKind::vector || !queue) return object;
  object.irq.reset();
  object.device.clear();
  object.msi_index.reset();
  return object;
}

std::string_view StepList::driver_of(std::string_view nic) const {
  const Nic* found = host_.find_nic(nic);
  return found ? std::string_view(found->driver) : std::string_view();
}

void StepList::append(Step step) {
  const auto& object = step.object;
  const Cost cost = cost_of(object, driver_of(object.nic));
  step.number = static_cast<std::uint32_t>(steps_.size()) + 1;
  step.risk = cost.risk;
  if (step.note.empty()) step.note = std::string(cost.note);
  const bool undoing = object.kind == SettingKind::channels || object.kind == SettingKind::rings ||
                       object.kind == SettingKind::feature;
  if (undoing) undoing_.push_back(steps_.size());
  steps_.push_back(std::move(step));
}

void StepList::add(Step step) {
  if (step.object.kind == SettingKind::channels) add_default_table(step);
  append(std::move(step));
}

void StepList::add_default_table(const Step& channels) {
  const Nic* nic = host_.find_nic(channels.object.nic);
  if (!nic) return;
  const auto now = value_of(host_, channels.object).value_or("");
  const std::uint32_t queues = queues_after(now, channels.after, "rx");
  if (queues == 0) return;
  for (const auto& context : nic->rss) {
    const auto& table = context.indirection;
    const bool names_more = std::any_of(table.begin(), table.end(),
                                        [&](std::uint32_t queue) { return queue >= queues; });
    if (!names_more) continue;
    Step step;
    step.object.kind = SettingKind::rss_table;
    step.object.nic = nic->name;
    step.object.name = fmt::to_string(context.id);
    step.before = table_text(table);
    step.after = fmt::format("equal {}", queues);
    step.reason = StepReason::before_channels;
    step.place = channels.place;
    append(std::move(step));
  }
}

bool StepList::undoes(std::string_view nic, SettingKind kind) const {
  return std::any_of(undoing_.begin(), undoing_.end(), [&](std::size_t index) {
    const auto& object = steps_[index].object;
    return object.nic == nic && may_undo(object.kind, object.name, driver_of(nic), kind);
  });
}

bool StepList::changes_channels(std::string_view nic) const {
  return std::any_of(undoing_.begin(), undoing_.end(), [&](std::size_t index) {
    const auto& object = steps_[index].object;
    return object.kind == SettingKind::channels && object.nic == nic;
  });
}

}  // namespace holdfast
