#include "host/memory_source.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

TEST(MemorySource, ReadsThroughRelativeAndAbsoluteLinks) {
  MemorySource host;
  host.add_file("/sys/devices/pci0000:00/0000:00:03.0/virtio2/net/eth0/mtu", "1500\n");
  host.add_link("/sys/class/net/eth0", "../../devices/pci0000:00/0000:00:03.0/virtio2/net/eth0");
  host.add_link("/nic", "/sys/class/net/eth0");
  std::string text;
  ASSERT_TRUE(host.read_file("/nic/mtu", text));
  EXPECT_EQ(text, "1500\n");
  EXPECT_EQ(host.list("/nic/../../..")->front().name, "virtio2");
  EXPECT_EQ(*host.read_link("/nic"), "/sys/class/net/eth0");
}

TEST(MemorySource, EndsOnALoopOfLinks) {
  MemorySource host;
  host.add_link("/a", "b");
  host.add_link("/b", "a");
  std::string text;
  EXPECT_EQ(host.read_file("/a", text).error(), std::errc::too_many_symbolic_link_levels);
}

TEST(MemorySource, NeverLeavesItsRoot) {
  MemorySource host;
  host.add_file("/etc/passwd", "inside");
  host.add_link("/link", "../../../../etc/passwd");
  std::string text;
  ASSERT_TRUE(host.read_file("/link", text));
  EXPECT_EQ(text, "inside");
}

TEST(MemorySource, TellsAFolderFromAFile) {
  MemorySource host;
  host.add_file("/proc/irq/3/node", "0\n");
  host.add_file("/proc/irq/default_smp_affinity", "3\n");
  const std::vector<FolderEntry> expected{{"3", EntryKind::folder},
                                          {"default_smp_affinity", EntryKind::file}};
  EXPECT_EQ(*host.list("/proc/irq"), expected);
  std::string text;
  EXPECT_EQ(host.read_file("/proc/irq", text).error(), std::errc::invalid_argument);
}

TEST(MemorySource, KeepsThePermissionBitsThatItWasGiven) {
  MemorySource host;
  host.add_file("/proc/irq/3/smp_affinity", "3\n");
  host.add_file("/proc/irq/4/smp_affinity", "3\n");
  host.set_mode("/proc/irq/4/smp_affinity", 0444);
  EXPECT_EQ(host.mode("/proc/irq/3/smp_affinity"), 0644U);
  EXPECT_EQ(host.mode("/proc/irq/4/smp_affinity"), 0444U);
  EXPECT_EQ(host.mode("/proc/irq/4"), 0755U);
  EXPECT_EQ(host.mode("/proc/irq/5").error(), std::errc::no_such_file_or_directory);
}

}  // namespace
}  // namespace holdfast
