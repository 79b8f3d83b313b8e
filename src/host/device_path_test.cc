#include "host/device_path.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(DevicePath, FindsTheFunctionThatAnInterfaceIs) {
  const auto place = device_path_of("../../devices/pci0000:80/0000:80:01.0/0000:81:00.0/net/eth0");
  EXPECT_EQ(place.device, "0000:81:00.0");
  EXPECT_EQ(place.pci_address, "0000:81:00.0");
  EXPECT_EQ(place.function, "/sys/devices/pci0000:80/0000:80:01.0/0000:81:00.0");
}

TEST(DevicePath, FindsTheFunctionAboveAVirtioDeviceAndASubfunction) {
  const auto virtio = device_path_of("../../devices/pci0000:00/0000:00:03.0/virtio2/net/eth0");
  EXPECT_EQ(virtio.device, "virtio2");
  EXPECT_EQ(virtio.path, "/sys/devices/pci0000:00/0000:00:03.0/virtio2");
  EXPECT_EQ(virtio.function, "/sys/devices/pci0000:00/0000:00:03.0");
  EXPECT_EQ(device_path_of("../../devices/pci0000:80/0000:81:00.0/mlx5_core.sf.4/net/en3f0pf0sf88")
                .pci_address,
            "0000:81:00.0");
}

TEST(DevicePath, FindsNoFunctionBehindAnotherBus) {
  const auto mmio = device_path_of("../../devices/platform/a003e00.virtio_mmio/virtio3/net/eth0");
  EXPECT_EQ(mmio.device, "virtio3");
  EXPECT_EQ(mmio.pci_address, "");
  EXPECT_EQ(device_path_of("../../devices/pci0/0000:00:14.0/usb1/1-1:1.0/net/e").pci_address, "");
  EXPECT_EQ(device_path_of("../../devices/vif-0/net/eth0").device, "vif-0");
}

TEST(DevicePath, IsEmptyForVirtualInterfacesAndOtherLinks) {
  for (const std::string_view link : {"", "../../devices/virtual/net/lo", "/etc/passwd", "net/eth0",
                                      "devices/net/eth0", "../../.."}) {
    EXPECT_EQ(device_path_of(link), DevicePath{}) << link;
  }
}

}  // namespace
}  // namespace holdfast
