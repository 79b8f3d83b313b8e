#include "apply/object_key.h"

#include <fmt/format.h>

namespace holdfast {

std::string key_of(const SettingObject& object) {
  if (object.kind == SettingKind::vector && !object.device.empty() && object.msi_index) {
    return fmt::format("vector|{}|{}", object.device, *object.msi_index);
  }
  std::string key = fmt::format("{}|{}|{}", name_of(object.kind), object.nic, object.name);
  if (object.kind == SettingKind::device_irq && object.irq) {
    key += fmt::format("|{}", object.irq->value);
  }
  if (object.thread) {
    key += fmt::format("|{}|{}", object.thread->value, object.thread_start_ticks);
  }
  return key;
}

}  // namespace holdfast
