#include "host/nic_device.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/device_path.h"
#include "host/pci.h"
#include "host/vector_name.h"

namespace holdfast {
namespace {

void read_function(SysfsReader& sysfs, const DevicePath& place, Nic& nic) {
  const auto entries = sysfs.list(place.function);
  for (const auto& entry : entries) {
    if (!entry.name.starts_with("virtfn")) continue;
    auto address =
        link_name(sysfs.source().read_link(fmt::format("{}/{}", place.function, entry.name)));
    if (is_pci_address(address)) nic.virtual_functions.push_back(std::move(address));
  }
  std::sort(nic.virtual_functions.begin(), nic.virtual_functions.end());
  if (has_entry(entries, "physfn")) {
    nic.physical_function = link_name(sysfs.source().read_link(place.function + "/physfn"));
  }
  if (has_entry(entries, "msi_irqs")) {
    for (const auto& entry : sysfs.list(place.function + "/msi_irqs")) {
      const auto irq = parse_number<std::uint32_t>(entry.name);
      if (irq) nic.msi_irqs.push_back(IrqNumber{*irq});
    }
    std::sort(nic.msi_irqs.begin(), nic.msi_irqs.end());  // the folder is in the order of text
  }
  const auto node = sysfs.number<std::int32_t>(place.function + "/numa_node");
  if (node && *node >= 0) nic.node = NumaNode{static_cast<std::uint32_t>(*node)};
  nic.msix = read_msix(sysfs.source(), place.function, sysfs.diagnostics());
}

/// A PCI device by its own word, when the link does not run through a device tree.
DevicePath pci_place(std::string_view address, const std::string& path) {
  return {.device = std::string(address),
          .path = path,
          .pci_address = std::string(address),
          .function = path};
}

}  // namespace

void read_nic_device(SysfsReader& sysfs, const std::string& path, Nic& nic) {
  auto place = device_path_of(sysfs.source().read_link(path).value_or(""));
  const std::string own = path + "/device";
  const auto uevent = sysfs.text(own + "/uevent");
  if (uevent) {
    nic.driver = uevent_value(*uevent, "DRIVER");
    nic.vendor_device = vendor_device_of(*uevent);
    const auto slot = uevent_value(*uevent, "PCI_SLOT_NAME");
    if (place.function.empty() && is_pci_address(slot)) place = pci_place(slot, own);
  }
  if (nic.driver.empty()) nic.driver = link_name(sysfs.source().read_link(own + "/driver"));
  nic.device = std::move(place.device);
  if (place.function.empty()) return;
  nic.pci_address = place.pci_address;
  if (nic.vendor_device.empty()) {  // virtio: its own uevent names no PCI device
    const auto function = sysfs.text(place.function + "/uevent");
    if (function) nic.vendor_device = vendor_device_of(*function);
  }
  read_function(sysfs, place, nic);
}

}  // namespace holdfast
