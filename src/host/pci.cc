#include "host/pci.h"

#include <fmt/format.h>
#include <linux/pci_regs.h>

#include <algorithm>

#include "base/text.h"
#include "host/sysfs.h"
#include "host/vector_name.h"

namespace holdfast {
namespace {

constexpr std::size_t kConfigSize = 256;       // PCI_CFG_SPACE_SIZE: capabilities are all within
constexpr std::size_t kUnprivileged = 64;      // PCI_STD_HEADER_SIZEOF
constexpr int kMaxCapabilities = 48;           // (256 - 64) / 4, as PCI_FIND_CAP_TTL
constexpr std::uint32_t kNetworkClass = 0x02;  // PCI_BASE_CLASS_NETWORK, <linux/pci_ids.h>

/// Drivers that give a whole function away. The mlx5 driver of DPDK is not among them: it leaves
/// the function to the kernel's driver.
constexpr std::string_view kBypassDrivers[] = {
    "vfio-pci", "igb_uio",     "uio_pci_generic",   "mlx5_vfio_pci",  "pds_vfio_pci",
    "pci-stub", "xen-pciback", "hisi_acc_vfio_pci", "virtio_vfio_pci"};

std::uint8_t byte_at(std::string_view bytes, std::size_t offset) {
  return static_cast<std::uint8_t>(bytes[offset]);
}

std::uint32_t word_at(std::string_view bytes, std::size_t offset) {
  return byte_at(bytes, offset) | static_cast<std::uint32_t>(byte_at(bytes, offset + 1)) << 8;
}

Msix msix_of(std::uint32_t control) {
  return {.enabled = (control & PCI_MSIX_FLAGS_ENABLE) != 0,
          .masked = (control & PCI_MSIX_FLAGS_MASKALL) != 0,
          .table_size = (control & PCI_MSIX_FLAGS_QSIZE) + 1};
}

std::optional<BypassedDevice> bypassed_at(SysfsReader& sysfs, std::string_view address,
                                          std::string_view driver) {
  const auto uevent = sysfs.text(fmt::format("/sys/bus/pci/devices/{}/uevent", address));
  if (!uevent) return std::nullopt;
  const auto class_code = parse_number<std::uint32_t>(uevent_value(*uevent, "PCI_CLASS"), 16);
  if (!class_code || *class_code >> 16 != kNetworkClass) return std::nullopt;
  return BypassedDevice{.pci_address = std::string(address),
                        .driver = std::string(driver),
                        .vendor_device = vendor_device_of(*uevent)};
}

}  // namespace

Result<std::optional<Msix>> parse_msix(std::string_view config) {
  if (config.size() < kUnprivileged) {
    return fail(ErrorCode::malformed,
                fmt::format("{} bytes, expected 64 or more of a PCI header", config.size()));
  }
  if ((word_at(config, PCI_STATUS) & PCI_STATUS_CAP_LIST) == 0) return std::optional<Msix>{};
  // The two low bits are reserved: software masks them (PCI Local Bus 3.0, 6.7).
  std::size_t at = byte_at(config, PCI_CAPABILITY_LIST) & ~3U;
  for (int count = 0; at != 0; ++count) {
    if (count == kMaxCapabilities) {
      return fail(ErrorCode::malformed, "its list of capabilities does not end");
    }
    if (at < kUnprivileged) {
      return fail(ErrorCode::malformed,
                  fmt::format("a capability at {:#x}, inside the header of 64 bytes", at));
    }
    if (config.size() == kUnprivileged) {
      return fail(ErrorCode::denied, "only 64 bytes are given to an unprivileged reader");
    }
    if (at + PCI_MSIX_FLAGS + 2 > config.size()) {
      return fail(ErrorCode::malformed,
                  fmt::format("a capability at {:#x} beyond its {} bytes", at, config.size()));
    }
    if (byte_at(config, at + PCI_CAP_LIST_ID) == PCI_CAP_ID_MSIX) {
      return std::optional(msix_of(word_at(config, at + PCI_MSIX_FLAGS)));
    }
    at = byte_at(config, at + PCI_CAP_LIST_NEXT) & ~3U;
  }
  return std::optional<Msix>{};
}

std::optional<Msix> read_msix(HostSource& source, std::string_view function_path,
                              Diagnostics& diagnostics) {
  const std::string path = fmt::format("{}/config", function_path);
  std::string config;
  if (const auto read = source.read_start(path, config, kConfigSize); !read) {
    diagnose_read(diagnostics, path, read.error());
    return std::nullopt;
  }
  auto msix = parse_msix(config);
  if (msix) return *msix;
  diagnose(diagnostics, msix.error().code, path, 0, std::move(msix.error().sentence));
  return std::nullopt;
}

std::vector<BypassedDevice> read_bypassed(HostSource& source, Diagnostics& diagnostics) {
  SysfsReader sysfs(source, diagnostics);
  std::vector<BypassedDevice> found;
  for (const auto driver : kBypassDrivers) {
    for (const auto& entry : sysfs.list(fmt::format("/sys/bus/pci/drivers/{}", driver))) {
      if (!is_pci_address(entry.name)) continue;
      if (auto device = bypassed_at(sysfs, entry.name, driver)) found.push_back(std::move(*device));
    }
  }
  std::sort(found.begin(), found.end(), [](const BypassedDevice& a, const BypassedDevice& b) {
    return a.pci_address < b.pci_address;
  });
  return found;
}

}  // namespace holdfast
