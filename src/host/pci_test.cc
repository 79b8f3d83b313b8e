#include "host/pci.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "host/memory_source.h"

namespace holdfast {
namespace {

std::string config(std::size_t size = 256) {
  std::string bytes(size, '\0');
  bytes[0x06] = 0x10;  // PCI_STATUS_CAP_LIST
  bytes[0x34] = 0x40;
  return bytes;
}

void put_capability(std::string& bytes, std::size_t at, char id, char next, std::uint16_t control) {
  bytes[at] = id;
  bytes[at + 1] = next;
  bytes[at + 2] = static_cast<char>(control & 0xFF);
  bytes[at + 3] = static_cast<char>(control >> 8);
}

TEST(Pci, FindsTheMsixCapabilityBehindOthers) {
  auto bytes = config();
  put_capability(bytes, 0x40, 0x09, '\x98', 0);
  put_capability(bytes, 0x98, 0x11, 0, 0x8002);
  const auto msix = parse_msix(bytes);
  ASSERT_TRUE(msix && *msix);
  EXPECT_TRUE((*msix)->enabled);
  EXPECT_FALSE((*msix)->masked);
  EXPECT_EQ((*msix)->table_size, 3U);
}

TEST(Pci, TellsMsixThatIsMaskedOrOff) {
  auto bytes = config();
  put_capability(bytes, 0x40, 0x11, 0, 0x4007);
  const auto msix = parse_msix(bytes);
  ASSERT_TRUE(msix && *msix);
  EXPECT_FALSE((*msix)->enabled);
  EXPECT_TRUE((*msix)->masked);
  EXPECT_EQ((*msix)->table_size, 8U);
}

TEST(Pci, KnowsAFunctionWithoutMsix) {
  auto bytes = config();
  put_capability(bytes, 0x40, 0x05, 0, 1);
  EXPECT_EQ(parse_msix(bytes)->has_value(), false);
  EXPECT_EQ(parse_msix(std::string(256, '\0'))->has_value(), false);
}

TEST(Pci, SaysThatAnUnprivilegedReaderDoesNotSeeIt) {
  EXPECT_EQ(parse_msix(config(64)).error().code, ErrorCode::denied);
}

TEST(Pci, EndsOnACircleOfCapabilities) {
  auto bytes = config();
  put_capability(bytes, 0x40, 0x09, 0x50, 0);
  put_capability(bytes, 0x50, 0x09, 0x40, 0);
  EXPECT_EQ(parse_msix(bytes).error().code, ErrorCode::malformed);
}

TEST(Pci, RefusesACapabilityOutsideTheBytes) {
  auto inside_header = config();
  inside_header[0x34] = 0x10;
  EXPECT_EQ(parse_msix(inside_header).error().code, ErrorCode::malformed);
  auto beyond = config(100);
  beyond[0x34] = '\xF0';
  EXPECT_EQ(parse_msix(beyond).error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_msix("").error().code, ErrorCode::malformed);
}

RC_GTEST_PROP(Pci, EndsOnAnyBytes, (const std::string& bytes)) {
  const auto msix = parse_msix(bytes);
  const bool bounded =
      !msix || !*msix || (*msix)->table_size <= 2048U;  // RC_ASSERT reads both sides
  RC_ASSERT(bounded);
}

TEST(Pci, ReadsNoMoreOfAConfigurationThanItNeeds) {
  MemorySource host;
  auto bytes = config();
  put_capability(bytes, 0x40, 0x11, 0, 0x8000);
  host.add_file("/sys/devices/pci0000:80/0000:81:00.0/config", bytes + std::string(3840, '\xFF'));
  Diagnostics diagnostics;
  const auto msix = read_msix(host, "/sys/devices/pci0000:80/0000:81:00.0", diagnostics);
  ASSERT_TRUE(msix);
  EXPECT_EQ(msix->table_size, 1U);
  EXPECT_TRUE(diagnostics.empty());
}

TEST(Pci, LeavesMsixAbsentWithOneDiagnosticWhenItMayNotRead) {
  MemorySource host;
  host.add_file("/f/config", config(64));
  host.add_error("/g/config", std::errc::permission_denied);
  Diagnostics diagnostics;
  EXPECT_FALSE(read_msix(host, "/f", diagnostics));
  EXPECT_FALSE(read_msix(host, "/g", diagnostics));
  EXPECT_FALSE(read_msix(host, "/none", diagnostics));
  ASSERT_EQ(diagnostics.size(), 2U);
  EXPECT_EQ(diagnostics[0].code, ErrorCode::denied);
  EXPECT_EQ(diagnostics[1].path, "/g/config");
}

TEST(Pci, ListsNetworkFunctionsThatBypassTheStack) {
  MemorySource host;
  const auto add = [&](std::string driver, std::string address, std::string uevent) {
    const std::string device = "/sys/devices/pci0000:00/" + address;
    host.add_file(device + "/uevent", uevent);
    host.add_link("/sys/bus/pci/devices/" + address, "../../../devices/pci0000:00/" + address);
    host.add_link("/sys/bus/pci/drivers/" + driver + "/" + address, "../../../../devices/x");
  };
  host.add_file("/sys/bus/pci/drivers/vfio-pci/new_id", "");
  add("vfio-pci", "0000:00:06.0", "PCI_CLASS=20000\nPCI_ID=1D0F:EC20\n");
  add("vfio-pci", "0000:00:07.0", "PCI_CLASS=10802\nPCI_ID=1D0F:8061\n");
  add("igb_uio", "0000:00:05.0", "PCI_CLASS=20000\nPCI_ID=8086:10C9\n");
  Diagnostics diagnostics;
  const auto found = read_bypassed(host, diagnostics);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].pci_address, "0000:00:05.0");
  EXPECT_EQ(found[0].driver, "igb_uio");
  EXPECT_EQ(found[1].driver, "vfio-pci");
  EXPECT_EQ(found[1].vendor_device, "0x1d0f:0xec20");
  EXPECT_TRUE(diagnostics.empty());
}

}  // namespace
}  // namespace holdfast
