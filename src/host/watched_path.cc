#include "host/watched_path.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace holdfast {
namespace {

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  for (const auto known : names) {
    if (known == name) return true;
  }
  return false;
}

constexpr std::array<std::string_view, 4> kInterfaceFiles = {"threaded", "napi_defer_hard_irqs",
                                                             "gro_flush_timeout", "flags"};
constexpr std::array<std::string_view, 6> kDeviceFiles = {"bind",   "unbind", "reset",
                                                          "rescan", "remove", "sriov_numvfs"};
constexpr std::array<std::string_view, 3> kConfigurations = {
    "/etc/default/irqbalance", "/etc/sysconfig/irqbalance", "/etc/irqbalance.env"};
constexpr std::array<std::string_view, 4> kTops = {"/proc/irq/", "/proc/sys/", "/sys/devices/",
                                                   "/sys/fs/cgroup/"};

/// Cut to where the file system is mounted on every host: "/jail/proc/irq/4/x" is "/proc/irq/4/x".
std::string_view from_its_mount(std::string_view path) {
  if (path.starts_with("/proc/") || path.starts_with("/sys/") || path.starts_with("/etc/")) {
    return path;
  }
  for (const auto top : kTops) {
    const auto at = path.find(top);
    if (at != std::string_view::npos) return path.substr(at);
  }
  return path;
}

/// "/sys/class/net/eth0/queues/tx-3/xps_cpus" of ".../net/eth0/queues/tx-3/xps_cpus".
std::optional<std::string> interface_file(std::string_view path) {
  const auto at = path.rfind("/net/");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = path.substr(at + 5);
  const auto parts = split(rest, '/');
  const bool of_queue = parts.size() == 4 && parts[1] == "queues";
  const bool of_interface = parts.size() == 2 && is_one_of(parts[1], kInterfaceFiles);
  if (!of_queue && !of_interface) return std::nullopt;
  return fmt::format("/sys/class/net/{}", rest);
}

/// What a cpuset's CPUs are, who is in it, and whether a cgroup has one at all. Of version 1 only
/// the hierarchy of cpusets is marked: "tasks" of others is not heard of.
bool is_cpuset_file(std::string_view name) {
  return name.starts_with("cpuset.cpus") ||
         is_one_of(name,
                   std::array<std::string_view, 5>{"cpuset.mems", "cgroup.procs", "cgroup.threads",
                                                   "cgroup.subtree_control", "tasks"});
}

}  // namespace

std::optional<std::string> watched_path(std::string_view path, std::string_view root) {
  if (!root.empty()) {
    if (!path.starts_with(root)) return std::nullopt;
    path.remove_prefix(root.size());
  }
  path = from_its_mount(path);
  if (path.starts_with("/proc/irq/") || path.starts_with("/proc/sys/")) return std::string(path);
  if (path.starts_with("/sys/class/net/") || path.starts_with("/sys/devices/")) {
    if (auto file = interface_file(path)) return file;
  }
  const auto name = last_part(path);
  if (path.starts_with("/sys/devices/system/cpu/")) {
    return name == "online" ? std::optional(std::string(path)) : std::nullopt;
  }
  if (path.starts_with("/sys/devices/") || path.starts_with("/sys/bus/pci/")) {
    return is_one_of(name, kDeviceFiles) ? std::optional(std::string(path)) : std::nullopt;
  }
  if (path.starts_with("/sys/fs/cgroup/") && is_cpuset_file(name)) return std::string(path);
  if (is_one_of(path, kConfigurations)) return std::string(path);
  return std::nullopt;
}

bool is_of_network_namespace(std::string_view watched) {
  return watched.starts_with("/proc/sys/net/");
}

}  // namespace holdfast
