// The device that an interface hangs on: driver, PCI function, NUMA node, interrupts.
#pragma once

#include <string>

#include "host/sysfs.h"
#include "model/nic.h"

namespace holdfast {

/// Fills device, driver, pci_address, vendor_device, node, msi_irqs, msix, physical_function and
/// virtual_functions. `path`: the interface's folder, "/sys/class/net/eth0". Of a virtio interface
/// the last six are those of the PCI function above the device (drivers/virtio/virtio_pci_common.c
/// requests them there).
void read_nic_device(SysfsReader& sysfs, const std::string& path, Nic& nic);

}  // namespace holdfast
