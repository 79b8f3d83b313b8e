#include "model/setting_path.h"

#include <fmt/format.h>

#include "base/text.h"

namespace holdfast {
namespace {

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

std::string nic_file(const SettingObject& object, std::string_view file) {
  const std::string folder = nic_path_of(object.nic);
  return folder.empty() ? "" : fmt::format("{}/{}", folder, file);
}

/// Of "rx-3" below the interface's queues.
std::string queue_path(const SettingObject& object, std::string_view direction,
                       std::string_view file) {
  if (!object.name.starts_with(direction)) return "";
  const std::string_view number = std::string_view(object.name).substr(direction.size());
  if (!parse_number<std::uint32_t>(number)) return "";
  return nic_file(object, fmt::format("queues/{}/{}", object.name, file));
}

}  // namespace

std::string nic_path_of(std::string_view nic) {
  return is_plain_name(nic) ? fmt::format("/sys/class/net/{}", nic) : "";
}

std::string procfs_path_of(std::string_view name) {
  std::string path(name);
  // As sysctl(8): the separator that comes first is the one between the parts.
  const auto first = path.find_first_of("./");
  if (first != std::string::npos && path[first] == '.') {
    for (char& c : path) c = c == '.' ? '/' : c == '/' ? '.' : c;
  }
  for (const auto part : split(path, '/')) {
    if (!is_plain_name(part)) return "";
  }
  return "/proc/sys/" + path;
}

std::string setting_path_of(const SettingObject& object) {
  switch (object.kind) {
    case SettingKind::vector:
    case SettingKind::device_irq:
      return object.irq ? fmt::format("/proc/irq/{}/smp_affinity_list", object.irq->value) : "";
    case SettingKind::default_smp_affinity: return "/proc/irq/default_smp_affinity";
    case SettingKind::xps: return queue_path(object, "tx-", "xps_cpus");
    case SettingKind::rps: return queue_path(object, "rx-", "rps_cpus");
    case SettingKind::rps_flow_count: return queue_path(object, "rx-", "rps_flow_cnt");
    case SettingKind::threaded_napi: return nic_file(object, "threaded");
    case SettingKind::napi_defer_hard_irqs: return nic_file(object, "napi_defer_hard_irqs");
    case SettingKind::gro_flush_timeout: return nic_file(object, "gro_flush_timeout");
    case SettingKind::sysctl: return procfs_path_of(object.name);
    default: return "";
  }
}

}  // namespace holdfast
