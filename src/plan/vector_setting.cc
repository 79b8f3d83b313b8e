#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/setting_parts.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

std::string label_in(const Vector& vector) {
  auto label = queue_label(vector);
  if (label.empty() && vector.msi_index) label = fmt::format("msi {}", *vector.msi_index);
  return label.empty() ? vector.action : label;
}

std::string_view device_of(const HostSnapshot& host, const Vector& vector) {
  const Nic* nic = host.find_nic(vector.nic);
  return nic ? std::string_view(nic->pci_address) : std::string_view();
}

bool is_meant(const HostSnapshot& host, const Vector& vector, const SettingObject& object) {
  if (object.kind == SettingKind::device_irq) {
    return vector.nic.empty() && vector.action == object.name;
  }
  if (!object.device.empty() && object.msi_index) {
    return vector.msi_index == object.msi_index && device_of(host, vector) == object.device;
  }
  return vector.nic == object.nic && label_in(vector) == object.name;
}

// "rx 3", "tx 3", "rx+tx 3": does the vector serve the first queue that the name gives?
bool serves(const Vector& vector, std::string_view name) {
  const auto direction = next_word(name);
  const auto numbers = next_word(name);
  const auto queue = parse_number<std::uint32_t>(numbers.substr(0, numbers.find_first_of("-,")));
  if (!queue) return false;
  const auto has = [&queue](const std::vector<QueueIndex>& queues) {
    return std::find(queues.begin(), queues.end(), QueueIndex{*queue}) != queues.end();
  };
  const bool rx = direction != "tx" && has(vector.rx_queues);
  return rx || (direction == "tx" && has(vector.tx_queues));
}

// What a perfect kernel does: it stays where it is while it may, else goes to the lowest CPU.
CpuSet delivered(const HostSnapshot& host, const Setting& setting, const CpuSet& mask,
                 const std::optional<CpuSet>& now) {
  if (setting.placement && setting.placement->is_subset_of(mask)) return *setting.placement;
  if (now && !now->empty() && now->is_subset_of(mask)) return *now;
  const auto first = (mask & host.topology.online).first();
  return first ? CpuSet{first->value} : mask;
}

}  // namespace

SettingObject object_of(const HostSnapshot& host, const Vector& vector) {
  SettingObject object;
  object.irq = vector.irq;
  if (vector.nic.empty()) {
    object.kind = SettingKind::device_irq;
    object.name = vector.action;
    return object;
  }
  object.kind = SettingKind::vector;
  object.nic = vector.nic;
  object.name = label_in(vector);
  if (vector.msi_index) {
    object.device = std::string(device_of(host, vector));
    if (!object.device.empty()) object.msi_index = vector.msi_index;
  }
  return object;
}

const Vector* vector_of(const HostSnapshot& host, const SettingObject& object) {
  const bool vectors = object.kind == SettingKind::vector;
  if (!vectors && object.kind != SettingKind::device_irq) return nullptr;
  if (object.irq) {
    const Vector* vector = host.find_vector(*object.irq);
    if (vector && is_meant(host, *vector, object)) return vector;
  }
  const auto found =
      std::find_if(host.vectors.begin(), host.vectors.end(),
                   [&](const Vector& vector) { return is_meant(host, vector, object); });
  if (found != host.vectors.end()) return &*found;
  if (!vectors || (!object.device.empty() && object.msi_index)) return nullptr;
  const auto server =
      std::find_if(host.vectors.begin(), host.vectors.end(), [&](const Vector& vector) {
        return vector.nic == object.nic && serves(vector, object.name);
      });
  return server != host.vectors.end() ? &*server : nullptr;
}

std::optional<CpuSet> placement_of(const HostSnapshot& host, const SettingObject& object) {
  const Vector* vector = vector_of(host, object);
  return vector ? vector->effective : std::nullopt;
}

Value vector_value(const HostSnapshot& host, const SettingObject& object) {
  const Vector* vector = vector_of(host, object);
  return vector && vector->requested ? Value(vector->requested->to_list()) : std::nullopt;
}

void set_vector_value(HostSnapshot& host, const Setting& setting) {
  const Vector* found = vector_of(host, setting.object);
  const auto mask = CpuSet::parse_list(setting.value);
  if (!found || !mask || found->managed) return;
  auto& vector = host.vectors[static_cast<std::size_t>(found - host.vectors.data())];
  vector.requested = *mask;
  vector.effective = delivered(host, setting, *mask, vector.effective);
}

}  // namespace holdfast
