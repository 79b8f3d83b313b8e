#include "agent/fake_agent_host.h"

#include <algorithm>

#include "plan/setting_value.h"

namespace holdfast {
namespace {

bool is_file(SettingKind kind) {
  return kind != SettingKind::channels && kind != SettingKind::rings &&
         kind != SettingKind::coalesce && kind != SettingKind::feature;
}

}  // namespace

void FakeAgentHost::put(const Setting& setting) {
  // As a kernel without interrupt remapping: the mask at once, the place with the next interrupt.
  const auto place = placement_of(host_, setting.object);
  set_value(host_, setting);
  if (!place) return;
  for (auto& vector : host_.vectors) {
    if (vector.irq == setting.object.irq) vector.effective = *place;
  }
}

Result<void> FakeAgentHost::write(const Setting& wanted) {
  if (refuse) {
    if (auto refused = refuse(wanted); !refused) return refused;
  }
  written.push_back(wanted);
  if (wanted.object.irq && !stay_stuck) stuck.erase(wanted.object.irq->value);
  put(wanted);
  return {};
}

Result<void> FakeAgentHost::stay_on(const CpuSet& cpus) {
  stayed_on.push_back(cpus);
  if (may_not_stay) return fail(ErrorCode::denied, "sched_setaffinity: EPERM");
  return {};
}

HostSnapshot FakeAgentHost::read_all(const SnapshotScope&) {
  ++sweeps;
  return host_;
}

std::optional<std::string> FakeAgentHost::value(const SettingObject& object) {
  if (!is_file(object.kind)) return std::nullopt;
  return value_of(host_, object);
}

std::optional<CpuSet> FakeAgentHost::effective(const SettingObject& object) {
  if (const auto act = std::exchange(before_effective, nullptr)) act();
  return placement_of(host_, object);
}

std::string FakeAgentHost::cpuset(const SettingObject& object) {
  for (const auto& thread : host_.threads) {
    if (object.thread == thread.id) return thread.cgroup;
  }
  return "";
}

Observation FakeAgentHost::observe(const Intent& intent) {
  Observation observation;
  observation.sample.at = now_;
  observation.at_ns = wall_ns();
  observation.trace = trace;
  if (stream_settings) observation.stream = stream;
  for (const auto& target : intent.targets) {
    const Vector* vector = host_.find_vector(target.irq);
    if (!vector || !vector->requested) continue;
    observation.sample.irqs.push_back({vector->irq, vector->counts});
    observation.places.push_back(
        {vector->irq, *vector->requested, vector->effective.value_or(*vector->requested)});
  }
  return observation;
}

void FakeAgentHost::fire(std::uint64_t count) {
  for (auto& vector : host_.vectors) {
    if (!vector.requested || vector.requested->empty()) continue;
    const bool follows = !stuck.contains(vector.irq.value);
    if (!vector.effective || (follows && !vector.effective->is_subset_of(*vector.requested))) {
      vector.effective = CpuSet{vector.requested->first()->value};
    }
    const CpuId cpu = *vector.effective->first();
    const auto place =
        std::lower_bound(vector.counts.begin(), vector.counts.end(), cpu,
                         [](const CpuCount& one, CpuId wanted) { return one.cpu < wanted; });
    if (place != vector.counts.end() && place->cpu == cpu) {
      place->count += count;
    } else {
      vector.counts.insert(place, CpuCount{cpu, count});
    }
  }
}

}  // namespace holdfast
