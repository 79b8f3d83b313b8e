#include "host/queue_map.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Nic physical(std::string name, std::string pci_address, std::vector<IrqNumber> msi_irqs,
             std::uint32_t queues) {
  Nic nic{.name = std::move(name), .kind = NicKind::physical};
  nic.device = nic.pci_address = std::move(pci_address);
  nic.msi_irqs = std::move(msi_irqs);
  for (std::uint32_t i = 0; i < queues; ++i) {
    nic.rx_queues.push_back({.index = {i}});
    nic.tx_queues.push_back({.index = {i}});
  }
  return nic;
}

Vector vector(std::uint32_t irq, std::string action, std::string chip = "IR-PCI-MSI") {
  return {.irq = {irq}, .action = std::move(action), .chip = std::move(chip)};
}

/// "eth0 rx 0 high", one line per vector.
std::vector<std::string> mapped(const std::vector<Nic>& nics, std::vector<Vector> vectors,
                                Diagnostics* diagnostics = nullptr) {
  Diagnostics own;
  map_queues(nics, vectors, diagnostics ? *diagnostics : own);
  std::vector<std::string> lines;
  for (const auto& each : vectors) {
    lines.push_back(
        fmt::format("{} {} {}", each.nic, queue_label(each), confidence_of(each.map_source)));
  }
  return lines;
}

TEST(QueueMap, MapsAVirtioNicByItsDeviceName) {
  auto nic = physical("eth0", "0000:00:03.0", {{37}, {38}, {39}}, 1);
  nic.device = "virtio2";
  EXPECT_THAT(mapped({nic}, {vector(36, "virtio1-req.0", "PCI-MSIX-0000:00:02.0"),
                             vector(37, "virtio2-config"), vector(38, "virtio2-input.0"),
                             vector(39, "virtio2-output.0")}),
              ElementsAre("  none", "eth0 admin high", "eth0 rx 0 high", "eth0 tx 0 high"));
}

TEST(QueueMap, MapsAVirtioNicOnMmioWithoutMsi) {
  auto nic = physical("eth0", "", {}, 2);
  nic.device = "virtio3";
  EXPECT_THAT(mapped({nic}, {vector(20, "virtio2"), vector(21, "virtio3")}),
              ElementsAre("  none", "eth0 rx+tx 0-1 high"));
}

TEST(QueueMap, GivesTheMsiIndexAndKeepsNumbersThatAreNotContiguous) {
  const auto nic = physical("eth0", "0000:81:00.0", {{40}, {97}, {98}}, 2);
  std::vector<Vector> vectors{vector(40, "eth0"), vector(97, "eth0-TxRx-0"),
                              vector(98, "eth0-TxRx-1")};
  Diagnostics diagnostics;
  map_queues({nic}, vectors, diagnostics);
  EXPECT_EQ(vectors[2].msi_index, 2U);
  EXPECT_EQ(vectors[0].role, VectorRole::admin);
  EXPECT_THAT(vectors[2].rx_queues, ElementsAre(QueueIndex{1}));
  EXPECT_THAT(diagnostics, IsEmpty());
}

TEST(QueueMap, TellsEth1FromEth10ByNameAlone) {
  const auto eth1 = physical("eth1", "", {}, 1);
  const auto eth10 = physical("eth10", "", {}, 1);
  EXPECT_THAT(mapped({eth1, eth10}, {vector(50, "eth10-TxRx-0"), vector(51, "eth1-TxRx-0")}),
              ElementsAre("eth10 rx+tx 0 high", "eth1 rx+tx 0 high"));
}

TEST(QueueMap, TellsTwoVfsThatShareANameByTheirFunctions) {
  const auto first = physical("ens1f0v0", "0000:5e:02.0", {{60}, {61}}, 1);
  const auto second = physical("ens1f0v1", "0000:5e:02.1", {{70}, {71}}, 1);
  EXPECT_THAT(mapped({first, second},
                     {vector(60, "iavf-0000:5e:02.0:mbx"), vector(61, "iavf-eth0-TxRx-0"),
                      vector(70, "iavf-0000:5e:02.1:mbx"), vector(71, "iavf-eth0-TxRx-0")}),
              ElementsAre("ens1f0v0 admin high", "ens1f0v0 rx+tx 0 high", "ens1f0v1 admin high",
                          "ens1f0v1 rx+tx 0 high"));
}

TEST(QueueMap, FindsARenamedInterfaceByItsFunction) {
  const auto nic = physical("lan", "0000:81:00.0", {{40}, {41}, {42}}, 2);
  EXPECT_THAT(
      mapped({nic}, {vector(40, "eth5"), vector(41, "eth5-TxRx-0"), vector(42, "eth5-TxRx-1")}),
      ElementsAre("lan admin high", "lan rx+tx 0 high", "lan rx+tx 1 high"));
}

TEST(QueueMap, IsNotMisledByTwoInterfacesThatSwappedTheirNames) {
  const auto was_eth1 = physical("eth0", "0000:01:00.0", {{40}}, 1);
  const auto was_eth0 = physical("eth1", "0000:02:00.0", {{50}}, 1);
  EXPECT_THAT(mapped({was_eth1, was_eth0}, {vector(40, "eth1-rx-0"), vector(50, "eth0-rx-0")}),
              ElementsAre("eth0 rx 0 high", "eth1 rx 0 high"));
}

TEST(QueueMap, ReadsNamesWithSpacesAndDashes) {
  const auto spaced = physical("my nic", "", {}, 1);
  const auto dashed = physical("eth-a-rx", "", {}, 1);
  EXPECT_THAT(mapped({spaced, dashed}, {vector(1, "my nic-TxRx-0"), vector(2, "my nic (queue 0)"),
                                        vector(3, "eth-a-rx-rx-0")}),
              ElementsAre(HasSubstr("my nic"), HasSubstr("my nic"), "eth-a-rx rx 0 high"));
}

TEST(QueueMap, MapsMlx5ByTheAddressInTheName) {
  const auto nic = physical("enp129s0f0np0", "0000:81:00.0", {}, 2);
  EXPECT_THAT(mapped({nic}, {vector(80, "mlx5_async0@pci:0000:81:00.0"),
                             vector(81, "mlx5_comp0@pci:0000:81:00.0"),
                             vector(82, "mlx5_comp10@pci:0000:81:00.0"),
                             vector(83, "mlx5_comp0@pci:0000:82:00.0")}),
              ElementsAre("enp129s0f0np0 async high", "enp129s0f0np0 rx+tx 0 high",
                          "enp129s0f0np0 rx+tx 10 high", "  none"));
}

TEST(QueueMap, FindsTheFunctionInTheChipsName) {
  const auto nic = physical("eth0", "0000:81:00.0", {}, 1);
  EXPECT_THAT(mapped({nic}, {vector(80, "eth9-TxRx-0", "IR-PCI-MSIX-0000:81:00.0")}),
              ElementsAre("eth0 rx+tx 0 high"));
}

TEST(QueueMap, IsLessSureOfPortsThatShareAFunction) {
  const auto first = physical("eno1", "0000:09:00.0", {{51}, {52}}, 1);
  const auto second = physical("eno1d1", "0000:09:00.0", {{51}, {52}}, 1);
  EXPECT_THAT(mapped({first, second}, {vector(51, "mlx4-async@pci:0000:09:00.0"),
                                       vector(52, "mlx4-1@0000:09:00.0")}),
              ElementsAre("eno1 async high", "eno1 rx+tx 0 low"));
}

TEST(QueueMap, TellsPortsOfOneFunctionByTheNameInTheAction) {
  const auto first = physical("ext0", "0000:08:00.4", {{1}, {2}, {3}}, 1);
  const auto second = physical("ext1", "0000:08:00.4", {{1}, {2}, {3}}, 1);
  EXPECT_THAT(mapped({first, second}, {vector(1, "0000:08:00.4-FWeventq"),
                                       vector(2, "ext0 (queue 0)"), vector(3, "ext1 (queue 0)")}),
              ElementsAre("ext0 async high", "ext0 rx 0 high", "ext1 rx 0 high"));
}

TEST(QueueMap, SplitsTheBlocksOfGveInHalves) {
  const auto nic = physical("ens4", "0000:00:04.0", {{25}, {26}, {27}, {28}, {29}}, 2);
  EXPECT_THAT(mapped({nic}, {vector(25, "eth%d-ntfy-block.0"), vector(26, "eth%d-ntfy-block.1"),
                             vector(27, "eth%d-ntfy-block.2"), vector(28, "eth%d-ntfy-block.3"),
                             vector(29, "eth%d-mgmnt")}),
              ElementsAre("ens4 tx 0 high", "ens4 tx 1 high", "ens4 rx 0 high", "ens4 rx 1 high",
                          "ens4 admin high"));
}

TEST(QueueMap, CountsTheQueuesOfDriversThatNumberVectors) {
  auto tg3 = physical("eth0", "0000:02:00.0", {{39}, {40}, {41}}, 2);
  tg3.driver = "tg3";
  EXPECT_THAT(
      mapped({tg3}, {vector(39, "eth0-tx-0"), vector(40, "eth0-rx-1"), vector(41, "eth0-rx-2")}),
      ElementsAre("eth0 tx 0 high", "eth0 rx 0 high", "eth0 rx 1 high"));
  EXPECT_THAT(
      mapped({tg3}, {vector(39, "eth0-0"), vector(40, "eth0-txrx-1"), vector(41, "eth0-txrx-2")}),
      ElementsAre("eth0 admin high", "eth0 rx+tx 0 high", "eth0 rx+tx 1 high"));
}

TEST(QueueMap, DoesNotBelieveNamesThatWereCut) {
  auto bnxt = physical("enp4s0f0np", "0000:04:00.0", {}, 12);
  bnxt.driver = "bnxt_en";
  std::vector<Vector> vectors;
  for (std::uint32_t i = 0; i < 12; ++i) {
    bnxt.msi_irqs.push_back({100 + i});
    vectors.push_back(vector(100 + i, fmt::format("enp4s0f0np-TxRx-{}", i).substr(0, 17)));
  }
  const auto lines = mapped({bnxt}, vectors);
  EXPECT_EQ(lines[1], "enp4s0f0np rx+tx 1 low");
  EXPECT_EQ(lines[11], "enp4s0f0np rx+tx 11 low");
}

TEST(QueueMap, TakesALoneVectorForAllQueues) {
  EXPECT_THAT(mapped({physical("eth0", "0000:02:00.0", {{30}}, 4)}, {vector(30, "eth0")}),
              ElementsAre("eth0 rx+tx 0-3 high"));
}

TEST(QueueMap, MapsAtlanticByOrderBecauseItsVectorsAreCalledAlike) {
  auto nic = physical("eth0", "0000:02:00.0", {{30}, {31}, {32}}, 2);
  nic.driver = "atlantic";
  EXPECT_THAT(mapped({nic}, {vector(30, "eth0"), vector(31, "eth0"), vector(32, "eth0")}),
              ElementsAre("eth0 rx+tx 0 low", "eth0 rx+tx 1 low", "eth0 admin low"));
}

TEST(QueueMap, SaysWhenNoQueueIsKnown) {
  auto nic = physical("eth0", "0000:02:00.0", {{30}, {31}}, 4);
  nic.driver = "strange";
  Diagnostics diagnostics;
  EXPECT_THAT(
      mapped({nic}, {vector(30, "some thing odd/1"), vector(31, "some thing odd/2")}, &diagnostics),
      ElementsAre("eth0  none", "eth0  none"));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_THAT(diagnostics[0].sentence, HasSubstr("eth0 (driver strange)"));
}

TEST(QueueMap, FindsANicAmongTheActionsOfASharedInterrupt) {
  const auto nic = physical("eth0", "0000:02:00.0", {}, 1);
  EXPECT_THAT(mapped({nic}, {vector(16, "ehci_hcd:usb1, eth0, i801_smbus", "IO-APIC")}),
              ElementsAre("eth0 rx+tx 0 high"));
}

Nic linked_by_netlink() {
  auto nic = physical("eth0", "0000:02:00.0", {{30}, {31}}, 2);
  for (std::uint32_t i = 0; i < 2; ++i) {
    nic.napis.push_back({.id = 8193 + i, .irq = IrqNumber{30 + i}});
    nic.rx_queues[i].napi_id = nic.tx_queues[i].napi_id = 8193 + i;
  }
  return nic;
}

TEST(QueueMap, IsCertainOfWhatNetlinkTells) {
  Diagnostics diagnostics;
  EXPECT_THAT(
      mapped({linked_by_netlink()}, {vector(30, "odd"), vector(31, "eth0-TxRx-1")}, &diagnostics),
      ElementsAre("eth0 rx+tx 0 certain", "eth0 rx+tx 1 certain"));
  EXPECT_THAT(diagnostics, IsEmpty());
}

TEST(QueueMap, BelievesNetlinkOverNamesAndSaysSoOnce) {
  Diagnostics diagnostics;
  EXPECT_THAT(mapped({linked_by_netlink()}, {vector(30, "eth0-TxRx-1"), vector(31, "eth0-TxRx-0")},
                     &diagnostics),
              ElementsAre("eth0 rx+tx 0 certain", "eth0 rx+tx 1 certain"));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].path, "netdev queue-get eth0");
  EXPECT_THAT(diagnostics[0].sentence, HasSubstr("irq 30 is rx+tx 0, although its name"));
  EXPECT_THAT(diagnostics[0].sentence, HasSubstr("2 vectors"));
}

TEST(QueueMap, TakesFromTheNameTheDirectionThatNetlinkDoesNotLink) {
  auto nic = linked_by_netlink();
  for (auto& queue : nic.tx_queues) queue.napi_id.reset();
  EXPECT_THAT(mapped({nic}, {vector(30, "eth0-TxRx-0"), vector(31, "eth0-TxRx-1")}),
              ElementsAre("eth0 rx+tx 0 high", "eth0 rx+tx 1 high"));
}

TEST(QueueMap, GivesNothingToInterfacesWithoutADevice) {
  Nic bond{.name = "bond0", .kind = NicKind::bond};
  EXPECT_THAT(mapped({bond}, {vector(30, "bond0-TxRx-0")}), ElementsAre("  none"));
}

TEST(QueueMap, IsBoundedByAForeignCountOfChannels) {
  auto nic = physical("eth0", "0000:02:00.0", {{30}}, 0);
  nic.channels = Channels{.combined = UINT32_MAX};
  std::vector<Vector> vectors{vector(30, "eth0")};
  Diagnostics diagnostics;
  map_queues({nic}, vectors, diagnostics);
  EXPECT_EQ(vectors[0].rx_queues.size(), 4096U);
}

}  // namespace
}  // namespace holdfast
