#include "host/device_path.h"

#include "host/vector_name.h"

namespace holdfast {
namespace {

std::string_view last_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// "mlx5_core.sf.4": a subfunction on the auxiliary bus.
bool is_carried_by_pci(std::string_view device) {
  return device.starts_with("virtio") || device.find(".sf.") != std::string_view::npos;
}

}  // namespace

DevicePath device_path_of(std::string_view link) {
  while (link.starts_with("../")) link.remove_prefix(3);
  if (link.starts_with("/sys/")) link.remove_prefix(5);
  const auto folder = parent_of(link);  // "devices/…/net"
  if (!link.starts_with("devices/") || last_of(folder) != "net") return {};
  const auto path = parent_of(folder);
  const auto device = last_of(path);
  if (path == "devices/virtual" || path == "devices") return {};
  DevicePath found{.device = std::string(device), .path = "/sys/" + std::string(path)};
  const auto function = is_carried_by_pci(device) ? parent_of(path) : path;
  if (is_pci_address(last_of(function))) {
    found.pci_address = last_of(function);
    found.function = "/sys/" + std::string(function);
  }
  return found;
}

}  // namespace holdfast
