// PCI functions: the MSI-X capability, and network functions that bypass the kernel's stack.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "host/source.h"
#include "model/nic.h"

namespace holdfast {

/// The MSI-X capability in the bytes of a function's `config`; nullopt when the function has none.
/// `denied` when there are only the 64 bytes that an unprivileged reader gets
/// (drivers/pci/pci-sysfs.c, pci_read_config), although the list of capabilities goes on beyond;
/// `malformed` when the list leaves the bytes or runs in a circle. Layout: <linux/pci_regs.h>.
Result<std::optional<Msix>> parse_msix(std::string_view config);

/// The same of the function whose folder this is; absent without the right to read it.
std::optional<Msix> read_msix(HostSource& source, std::string_view function_path,
                              Diagnostics& diagnostics);

/// Network functions (class 0x02) that are bound to a driver for user space or another guest, by
/// address.
std::vector<BypassedDevice> read_bypassed(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
