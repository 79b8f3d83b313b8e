// Where an interface hangs in the device tree, out of the link /sys/class/net/NAME. Pure.
#pragma once

#include <string>
#include <string_view>

namespace holdfast {

struct DevicePath {
  std::string device;       // the bus device: "0000:81:00.0", "virtio2", a VMBus GUID
  std::string path;         // its folder, "/sys/devices/pci0000:00/0000:00:03.0/virtio2"
  std::string pci_address;  // of the PCI function that it is, or that carries it; else empty
  std::string function;     // that function's folder; else empty
  friend bool operator==(const DevicePath&, const DevicePath&) = default;
};

/// `link`: the target of /sys/class/net/NAME,
/// "../../devices/pci0000:00/0000:00:03.0/virtio2/net/eth0". All empty for an interface without a
/// device ("../../devices/virtual/net/lo") and for a link of another form. A virtio device and a
/// subfunction (auxiliary bus) belong to the PCI function right above; a USB adapter does not: the
/// function above is its host controller's.
DevicePath device_path_of(std::string_view link);

}  // namespace holdfast
