#include "host/nics.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/memory_source.h"
#include "host/queue_map.h"

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kTree = "/sys/devices";

/// An interface as the kernel lays it out: its folder below `device` (relative to /sys/devices),
/// the link in the class, and the link back to the device.
class Host {
 public:
  operator HostSource&() { return memory_; }

  void add_file(std::string_view path, std::string bytes) {
    memory_.add_file(path, std::move(bytes));
  }
  void add_link(std::string_view path, std::string target) {
    memory_.add_link(path, std::move(target));
  }
  void add_error(std::string_view path, std::errc error) { memory_.add_error(path, error); }

  std::string add_nic(std::string_view device, std::string_view name, std::uint32_t index,
                      std::string_view uevent = "") {
    const std::string folder = fmt::format("{}/{}/net/{}", kTree, device, name);
    const std::string net = fmt::format("/sys/class/net/{}", name);
    add_link(net, fmt::format("../../devices/{}/net/{}", device, name));
    add_file(folder + "/uevent", fmt::format("{}INTERFACE={}\nIFINDEX={}\n", uevent, name, index));
    add_file(folder + "/flags", "0x1003\n");
    add_file(folder + "/mtu", "1500\n");
    add_file(folder + "/address", "02:fc:00:00:00:01\n");
    add_file(folder + "/operstate", "up\n");
    add_file(folder + "/carrier", "1\n");
    add_file(folder + "/type", "1\n");
    add_file(folder + "/iflink", fmt::format("{}\n", index));
    if (device != "virtual") {
      add_link(folder + "/device",
               fmt::format("../../../{}", device.substr(device.rfind('/') + 1)));
    }
    return folder;
  }

  void add_function(std::string_view function, std::string_view driver, std::string_view ids,
                    std::initializer_list<int> irqs, int node = 0) {
    const std::string folder = fmt::format("{}/{}", kTree, function);
    add_file(folder + "/uevent",
             fmt::format("DRIVER={}\nPCI_CLASS=20000\nPCI_ID={}\n", driver, ids));
    add_file(folder + "/numa_node", fmt::format("{}\n", node));
    for (const int irq : irqs) add_file(fmt::format("{}/msi_irqs/{}", folder, irq), "msix\n");
  }

  void add_queue(const std::string& folder, int index) {
    const std::string rx = fmt::format("{}/queues/rx-{}", folder, index);
    const std::string tx = fmt::format("{}/queues/tx-{}", folder, index);
    add_file(rx + "/rps_cpus", "00000000,0000000c\n");
    add_file(rx + "/rps_flow_cnt", "4096\n");
    add_file(tx + "/xps_cpus", "3\n");
    add_file(tx + "/xps_rxqs", "0\n");
  }

  void set_lower(const std::string& upper_folder, std::string_view lower) {
    add_link(fmt::format("{}/lower_{}", upper_folder, lower), fmt::format("../{}", lower));
  }

  void set_master(const std::string& folder, std::string_view master) {
    add_link(folder + "/master", fmt::format("../../../../virtual/net/{}", master));
  }

 private:
  MemorySource memory_;
};

/// Counts what a reader opens.
class Counting final : public HostSource {
 public:
  explicit Counting(HostSource& host) : host_(host) {}
  ReadResult<void> read_file(std::string_view path, std::string& out, std::size_t limit) override {
    opened.emplace_back(path);
    return host_.read_file(path, out, limit);
  }
  ReadResult<std::vector<FolderEntry>> list(std::string_view path) override {
    opened.emplace_back(path);
    return host_.list(path);
  }
  ReadResult<std::string> read_link(std::string_view path) override {
    return host_.read_link(path);
  }
  ReadResult<std::uint32_t> mode(std::string_view path) override { return host_.mode(path); }
  ReadResult<std::vector<Record>> ask(const Question& question) override {
    return host_.ask(question);
  }
  std::vector<std::string> opened;

 private:
  HostSource& host_;
};

Nic only(Host& host, Diagnostics& diagnostics) {
  auto nics = read_nics(host, diagnostics);
  return nics.size() == 1 ? std::move(nics[0]) : Nic{};
}

/// A KVM guest, Linux 6.18: one virtio NIC with one queue pair.
void add_virtio_nic(Host& host) {
  const auto folder = host.add_nic("pci0000:00/0000:00:03.0/virtio2", "eth0", 4);
  host.add_function("pci0000:00/0000:00:03.0", "virtio-pci", "1AF4:1041", {37, 38, 39}, -1);
  host.add_file("/sys/devices/pci0000:00/0000:00:03.0/virtio2/uevent",
                "DRIVER=virtio_net\nMODALIAS=virtio:d00000001v00001AF4\n");
  host.add_file(folder + "/speed", "-1\n");
  host.add_file(folder + "/threaded", "0\n");
  host.add_file(folder + "/napi_defer_hard_irqs", "2\n");
  host.add_file(folder + "/gro_flush_timeout", "20000\n");
  host.add_queue(folder, 0);
  host.add_error(folder + "/queues/tx-0/xps_cpus", std::errc::no_such_file_or_directory);
}

TEST(Nics, ReadsAVirtioNicWhoseInterruptsAreItsParents) {
  Host host;
  add_virtio_nic(host);
  Diagnostics diagnostics;
  const auto nic = only(host, diagnostics);
  EXPECT_EQ(nic.kind, NicKind::physical);
  EXPECT_EQ(nic.index, 4U);
  EXPECT_EQ(nic.driver, "virtio_net");
  EXPECT_EQ(nic.device, "virtio2");
  EXPECT_EQ(nic.pci_address, "0000:00:03.0");
  EXPECT_EQ(nic.vendor_device, "0x1af4:0x1041");
  EXPECT_FALSE(nic.node);
  EXPECT_FALSE(nic.speed_mbps);
  EXPECT_EQ(nic.carrier, true);
  EXPECT_TRUE(nic.admin_up);
  EXPECT_EQ(nic.mtu, 1500U);
  EXPECT_EQ(nic.address, "02:fc:00:00:00:01");
  EXPECT_THAT(nic.msi_irqs, ElementsAre(IrqNumber{37}, IrqNumber{38}, IrqNumber{39}));
  EXPECT_EQ(nic.threaded_napi, false);
  EXPECT_EQ(nic.napi_defer_hard_irqs, 2U);
  EXPECT_EQ(nic.gro_flush_timeout_ns, 20000U);
  ASSERT_EQ(nic.rx_queues.size(), 1U);
  EXPECT_EQ(nic.rx_queues[0].rps_cpus, (CpuSet{2, 3}));
  EXPECT_EQ(nic.rx_queues[0].rps_flow_count, 4096U);
  ASSERT_EQ(nic.tx_queues.size(), 1U);
  EXPECT_TRUE(nic.tx_queues[0].xps_cpus.empty());
  EXPECT_EQ(nic.tx_queues[0].xps_rxqs, "");
  EXPECT_THAT(diagnostics, IsEmpty());
}

TEST(Nics, MapsTheVirtioNicOfAGuest) {
  Host host;
  add_virtio_nic(host);
  Diagnostics diagnostics;
  const auto nics = read_nics(host, diagnostics);
  std::vector<Vector> vectors{{.irq = {37}, .action = "virtio2-config"},
                              {.irq = {38}, .action = "virtio2-input.0"},
                              {.irq = {39}, .action = "virtio2-output.0"},
                              {.irq = {42}, .action = "virtio3-tx"}};
  map_queues(nics, vectors, diagnostics);
  EXPECT_EQ(vectors[1].nic, "eth0");
  EXPECT_EQ(queue_label(vectors[1]), "rx 0");
  EXPECT_EQ(queue_label(vectors[2]), "tx 0");
  EXPECT_EQ(vectors[2].msi_index, 2U);
  EXPECT_EQ(vectors[3].nic, "");
}

TEST(Nics, ResolvesABondOfTwoWithAVlanOverIt) {
  Host host;
  host.add_function("pci0000:80/0000:81:00.0", "ixgbe", "8086:10FB", {100}, 1);
  host.add_function("pci0000:80/0000:81:00.1", "ixgbe", "8086:10FB", {101}, 1);
  host.set_master(host.add_nic("pci0000:80/0000:81:00.0", "eth0", 2), "bond0");
  host.set_master(host.add_nic("pci0000:80/0000:81:00.1", "eth1", 3), "bond0");
  host.add_file("/sys/class/net/bonding_masters", "bond0\n");
  const auto bond = host.add_nic("virtual", "bond0", 4, "DEVTYPE=bond\n");
  host.add_file(bond + "/bonding/mode", "802.3ad 4\n");
  host.add_file(bond + "/speed", "20000\n");
  host.set_lower(bond, "eth0");
  host.set_lower(bond, "eth1");
  const auto vlan = host.add_nic("virtual", "bond0.7", 5, "DEVTYPE=vlan\n");
  host.set_lower(vlan, "bond0");
  Diagnostics diagnostics;
  const auto nics = read_nics(host, diagnostics);
  ASSERT_EQ(nics.size(), 4U);
  EXPECT_EQ(nics[0].master, "bond0");
  EXPECT_EQ(nics[1].node, NumaNode{1});
  EXPECT_EQ(nics[2].kind, NicKind::bond);
  EXPECT_EQ(nics[2].speed_mbps, 20000);
  EXPECT_THAT(nics[2].members, ElementsAre("eth0", "eth1"));
  EXPECT_EQ(nics[3].kind, NicKind::vlan);
  EXPECT_THAT(nics[3].members, ElementsAre("bond0"));
  EXPECT_THAT(diagnostics, IsEmpty());
}

TEST(Nics, KnowsAPhysicalFunctionFromItsVirtualOnes) {
  Host host;
  host.add_function("pci0000:80/0000:81:00.0", "ice", "8086:159B", {100});
  host.add_link("/sys/devices/pci0000:80/0000:81:00.0/virtfn0", "../0000:81:01.0");
  host.add_link("/sys/devices/pci0000:80/0000:81:00.0/virtfn10", "../0000:81:02.2");
  host.add_nic("pci0000:80/0000:81:00.0", "ens1", 2);
  host.add_function("pci0000:80/0000:81:01.0", "iavf", "8086:1889", {110});
  host.add_link("/sys/devices/pci0000:80/0000:81:01.0/physfn", "../0000:81:00.0");
  host.add_nic("pci0000:80/0000:81:01.0", "ens1v0", 3);
  Diagnostics diagnostics;
  const auto nics = read_nics(host, diagnostics);
  ASSERT_EQ(nics.size(), 2U);
  EXPECT_THAT(nics[0].virtual_functions, ElementsAre("0000:81:01.0", "0000:81:02.2"));
  EXPECT_EQ(nics[1].physical_function, "0000:81:00.0");
  EXPECT_EQ(nics[1].driver, "iavf");
}

TEST(Nics, SortsInterruptsAndQueuesByNumberNotByText) {
  Host host;
  host.add_function("pci0000:80/0000:81:00.0", "igb", "8086:10C9", {99, 100, 7});
  const auto folder = host.add_nic("pci0000:80/0000:81:00.0", "eth0", 2);
  for (const int queue : {0, 2, 10}) host.add_queue(folder, queue);
  Diagnostics diagnostics;
  const auto nic = only(host, diagnostics);
  EXPECT_THAT(nic.msi_irqs, ElementsAre(IrqNumber{7}, IrqNumber{99}, IrqNumber{100}));
  ASSERT_EQ(nic.rx_queues.size(), 3U);
  EXPECT_EQ(nic.rx_queues[2].index, QueueIndex{10});
  EXPECT_EQ(nic.tx_queues[1].xps_cpus, (CpuSet{0, 1}));
}

TEST(Nics, TellsTheKindsOfInterfacesWithoutADevice) {
  Host host;
  host.add_file(host.add_nic("virtual", "lo", 1) + "/type", "772\n");
  host.add_file(host.add_nic("virtual", "br0", 2, "DEVTYPE=bridge\n") + "/bridge/bridge_id", "");
  host.add_file(host.add_nic("virtual", "tap0", 3) + "/tun_flags", "0x1002\n");
  host.add_file(host.add_nic("virtual", "veth0", 4) + "/iflink", "9\n");
  const auto macvlan = host.add_nic("virtual", "mv0", 5);
  host.add_file(macvlan + "/iflink", "4\n");
  host.set_lower(macvlan, "veth0");
  host.set_lower(host.add_nic("virtual", "team0", 6), "eth7");
  host.add_nic("virtual", "dummy0", 7);
  host.add_nic("virtual", "vxlan0", 8, "DEVTYPE=vxlan\n");
  Diagnostics diagnostics;
  std::vector<NicKind> kinds;
  for (const auto& nic : read_nics(host, diagnostics)) kinds.push_back(nic.kind);
  EXPECT_THAT(kinds, ElementsAre(NicKind::loopback, NicKind::bridge, NicKind::tun, NicKind::veth,
                                 NicKind::macvlan, NicKind::team, NicKind::other, NicKind::other));
}

TEST(Nics, DoesNotGiveAUsbAdapterItsHostControllersInterrupts) {
  Host host;
  host.add_function("pci0000:00/0000:00:14.0", "xhci_hcd", "8086:A12F", {55});
  host.add_nic("pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0", "enx0", 2);
  host.add_file("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/uevent", "DRIVER=ax88179\n");
  Diagnostics diagnostics;
  const auto nic = only(host, diagnostics);
  EXPECT_EQ(nic.driver, "ax88179");
  EXPECT_EQ(nic.pci_address, "");
  EXPECT_THAT(nic.msi_irqs, IsEmpty());
}

TEST(Nics, ReadsNicsOnVmbusAndBehindIt) {
  Host host;
  const std::string bus = "LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/VMBUS:00";
  host.add_nic(bus + "/000d3a-guid", "eth0", 2);
  host.add_file("/sys/devices/" + bus + "/000d3a-guid/uevent", "DRIVER=hv_netvsc\n");
  host.add_function(bus + "/7870-guid/pci7870:00/7870:00:00.0", "mana", "1414:00BA", {33, 34});
  host.set_master(host.add_nic(bus + "/7870-guid/pci7870:00/7870:00:00.0", "enP30832s1", 3),
                  "eth0");
  Diagnostics diagnostics;
  const auto nics = read_nics(host, diagnostics);
  ASSERT_EQ(nics.size(), 2U);
  EXPECT_EQ(nics[0].driver, "hv_netvsc");
  EXPECT_EQ(nics[0].device, "000d3a-guid");
  EXPECT_EQ(nics[1].pci_address, "7870:00:00.0");
  EXPECT_EQ(nics[1].master, "eth0");
}

TEST(Nics, SaysWhatItCouldNotBelieveAndKeepsTheRest) {
  Host host;
  host.add_function("pci0000:80/0000:81:00.0", "igb", "8086:10C9", {99});
  const auto folder = host.add_nic("pci0000:80/0000:81:00.0", "eth0", 2);
  host.add_queue(folder, 0);
  host.add_file(folder + "/mtu", "fifteen\n");
  host.add_file(folder + "/queues/rx-0/rps_cpus", "\x01\xff,zz\n");
  host.add_error(folder + "/operstate", std::errc::permission_denied);
  Diagnostics diagnostics;
  const auto nic = only(host, diagnostics);
  EXPECT_EQ(nic.driver, "igb");
  EXPECT_EQ(nic.mtu, 0U);
  ASSERT_EQ(diagnostics.size(), 3U);
  EXPECT_EQ(diagnostics[0].sentence, "\"fifteen\", expected a number");
  EXPECT_EQ(diagnostics[1].code, ErrorCode::denied);
  EXPECT_EQ(diagnostics[2].sentence, "\"\\x01\\xff,zz\", expected a mask of CPUs");
}

TEST(Nics, LeavesCarrierAndSpeedOfAnInterfaceThatIsDownAlone) {
  Host host;
  const auto folder = host.add_nic("pci0000:80/0000:81:00.0", "eth0", 2);
  host.add_file(folder + "/flags", "0x1002\n");
  host.add_file(folder + "/speed", "25000\n");
  Counting counting(host);
  Diagnostics diagnostics;
  const auto nics = read_nics(counting, diagnostics);
  ASSERT_EQ(nics.size(), 1U);
  EXPECT_FALSE(nics[0].admin_up);
  EXPECT_FALSE(nics[0].carrier);
  EXPECT_THAT(counting.opened, testing::Not(testing::Contains("/sys/class/net/eth0/speed")));
}

TEST(Nics, OpensFewFilesForAnInterfaceWithoutADevice) {
  Host host;
  const auto folder = host.add_nic("virtual", "br0", 2, "DEVTYPE=bridge\n");
  host.add_file(folder + "/bridge/bridge_id", "");
  host.add_queue(folder, 0);
  Counting counting(host);
  Diagnostics diagnostics;
  read_nics(counting, diagnostics);
  // The class, its folder, uevent, flags, mtu, address, operstate, carrier, and Onload's folder.
  EXPECT_EQ(counting.opened.size(), 9U);
}

TEST(Nics, MarksInterfacesThatOnloadHolds) {
  Host host;
  host.add_nic("pci0000:80/0000:81:00.0", "eth0", 2);
  host.add_nic("pci0000:80/0000:81:00.1", "eth1", 3);
  host.add_nic("pci0000:80/0000:81:00.2", "eth2", 4);
  host.add_file("/proc/driver/sfc_resource/eth0/enable", "1\n");
  host.add_file("/proc/driver/sfc_resource/eth1/enable", "0\n");
  Diagnostics diagnostics;
  const auto nics = read_nics(host, diagnostics);
  ASSERT_EQ(nics.size(), 3U);
  EXPECT_TRUE(nics[0].onload);
  EXPECT_FALSE(nics[1].onload);
  EXPECT_FALSE(nics[2].onload);
}

TEST(Nics, FindsNoneOnAHostWithoutSysfs) {
  MemorySource host;
  Diagnostics diagnostics;
  EXPECT_THAT(read_nics(host, diagnostics), IsEmpty());
  EXPECT_THAT(diagnostics, IsEmpty());
}

}  // namespace
}  // namespace holdfast
