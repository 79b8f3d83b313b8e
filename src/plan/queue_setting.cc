#include <fmt/format.h>

#include "base/text.h"
#include "plan/setting_parts.h"

namespace holdfast {
namespace {

// "tx-3" → 3 for the direction "tx-".
std::optional<std::uint32_t> index_of(std::string_view name, std::string_view direction) {
  if (!name.starts_with(direction)) return std::nullopt;
  return parse_number<std::uint32_t>(name.substr(direction.size()));
}

template <class Queue>
Queue* find_queue(std::vector<Queue>& queues, std::optional<std::uint32_t> index) {
  // They stand in order of their index, so that the place is nearly always the number.
  if (index && *index < queues.size() && queues[*index].index.value == *index) {
    return &queues[*index];
  }
  for (auto& queue : queues) {
    if (index == queue.index.value) return &queue;
  }
  return nullptr;
}

template <class Queue>
const Queue* find_queue(const std::vector<Queue>& queues, std::optional<std::uint32_t> index) {
  return find_queue(const_cast<std::vector<Queue>&>(queues), index);
}

}  // namespace

Value queue_value(const Nic& nic, const SettingObject& object) {
  if (object.kind == SettingKind::xps) {
    const auto* queue = find_queue(nic.tx_queues, index_of(object.name, "tx-"));
    return queue ? Value(queue->xps_cpus.to_list()) : std::nullopt;
  }
  const auto* queue = find_queue(nic.rx_queues, index_of(object.name, "rx-"));
  if (!queue) return std::nullopt;
  return object.kind == SettingKind::rps ? queue->rps_cpus.to_list()
                                         : fmt::to_string(queue->rps_flow_count);
}

void set_queue_value(Nic& nic, const Setting& setting) {
  const auto& object = setting.object;
  const auto cpus = CpuSet::parse_list(setting.value);
  if (object.kind == SettingKind::xps) {
    auto* queue = find_queue(nic.tx_queues, index_of(object.name, "tx-"));
    if (queue && cpus) queue->xps_cpus = *cpus;
    return;
  }
  auto* queue = find_queue(nic.rx_queues, index_of(object.name, "rx-"));
  if (!queue) return;
  if (object.kind == SettingKind::rps_flow_count) {
    queue->rps_flow_count =
        parse_number<std::uint32_t>(setting.value).value_or(queue->rps_flow_count);
  } else if (cpus) {
    queue->rps_cpus = *cpus;
  }
}

}  // namespace holdfast
