#include <fmt/format.h>

#include "attribution/attribute.h"

namespace holdfast {
namespace {

/// As sysctl(8): the separator that comes first is the one between the parts.
std::string sysctl_path(std::string_view name) {
  std::string path(name);
  const auto first = path.find_first_of("./");
  if (first != std::string::npos && path[first] == '.') {
    for (char& c : path) c = c == '.' ? '/' : c == '/' ? '.' : c;
  }
  return "/proc/sys/" + path;
}

std::vector<std::string> interrupt_files(const SettingObject& object) {
  if (!object.irq) return {};
  const auto folder = fmt::format("/proc/irq/{}/", object.irq->value);
  return {folder + "smp_affinity", folder + "smp_affinity_list"};
}

std::vector<std::string> interface_file(const SettingObject& object, std::string_view below) {
  if (object.nic.empty()) return {};
  return {fmt::format("/sys/class/net/{}/{}", object.nic, below)};
}

std::vector<std::string> queue_file(const SettingObject& object, std::string_view name) {
  if (object.name.empty()) return {};
  return interface_file(object, fmt::format("queues/{}/{}", object.name, name));
}

}  // namespace

std::vector<std::string> files_of(const SettingObject& object) {
  switch (object.kind) {
    case SettingKind::vector:
    case SettingKind::device_irq: return interrupt_files(object);
    case SettingKind::default_smp_affinity: return {"/proc/irq/default_smp_affinity"};
    case SettingKind::xps: return queue_file(object, "xps_cpus");
    case SettingKind::rps: return queue_file(object, "rps_cpus");
    case SettingKind::rps_flow_count: return queue_file(object, "rps_flow_cnt");
    case SettingKind::threaded_napi:
    case SettingKind::napi_defer_hard_irqs:
    case SettingKind::gro_flush_timeout:
      return interface_file(
          object, object.kind == SettingKind::threaded_napi ? "threaded" : name_of(object.kind));
    case SettingKind::sysctl:
      if (object.name.empty()) return {};
      return {sysctl_path(object.name)};
    case SettingKind::file:
      if (object.name.empty()) return {};
      return {object.name};
    default: return {};
  }
}

}  // namespace holdfast
