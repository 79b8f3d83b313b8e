#include <fmt/format.h>

#include "attribution/attribute.h"
#include "model/setting_path.h"

namespace holdfast {

std::vector<std::string> files_of(const SettingObject& object) {
  if (object.kind == SettingKind::file && !object.name.empty()) return {object.name};
  const std::string path = setting_path_of(object);
  if (path.empty()) return {};
  const bool is_interrupt =
      object.kind == SettingKind::vector || object.kind == SettingKind::device_irq;
  if (!is_interrupt) return {path};
  return {fmt::format("/proc/irq/{}/smp_affinity", object.irq->value), path};  // mask and list
}

}  // namespace holdfast
