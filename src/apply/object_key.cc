#include "apply/object_key.h"

#include <fmt/format.h>

namespace holdfast {

std::string key_of(const SettingObject& object) {
  std::string key = fmt::format("{}|{}|{}", name_of(object.kind), object.nic, object.name);
  if (!object.device.empty() && object.msi_index) {
    return key + fmt::format("|{}|{}", object.device, *object.msi_index);
  }
  if (object.irq) key += fmt::format("|{}", object.irq->value);
  if (object.thread) {
    key += fmt::format("|{}|{}", object.thread->value, object.thread_start_ticks);
  }
  return key;
}

}  // namespace holdfast
