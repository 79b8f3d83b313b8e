#include "host/vector_name.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace holdfast {
namespace {

struct NameCase {
  std::string_view action;
  std::string_view scheme;
  std::string_view owner;  // interface, PCI address or virtio device
  VectorRole role;
  std::optional<std::uint32_t> queue;
  std::string_view seen;  // where; "format string": in the source that the scheme's row names
};

using enum VectorRole;

constexpr std::optional<std::uint32_t> kNoQueue;

const NameCase kCases[] = {
    // clang-format off: one name, one line
    {"mlx5_comp10@pci:0000:81:00.0", "mlx5-comp", "0000:81:00.0", combined, 10U, "RoCE tuning guide"},
    {"mlx5_comp0@pci:4ea0:00:02.0", "mlx5-comp", "4ea0:00:02.0", combined, 0U, "Azure VM (Hyper-V PCIe MSI 2701534461953-edge)"},
    {"mlx5_async0@pci:0000:01:00.0", "mlx5-async", "0000:01:00.0", async, kNoQueue, "paste, IR-PCI-MSIX-0000:01:00.0 0-edge"},
    {"mlx5_async11@pci:0000:81:00.0", "mlx5-async", "0000:81:00.0", async, kNoQueue, "format string, 5.13: vecidx is the last"},
    {"mlx5_combined0@pci:0000:81:00.2", "mlx5-combined", "0000:81:00.2", combined, kNoQueue, "format string"},
    {"mlx5_sf_comp4@pci:0000:81:00.0", "mlx5-sf-comp", "0000:81:00.0", unknown, kNoQueue, "format string"},
    {"mlx5_sf_ctrl0@pci:0000:81:00.0", "mlx5-sf-ctrl", "0000:81:00.0", async, kNoQueue, "format string"},
    {"mlx5_async_eq@pci:8b76:00:02.0", "mlx5-async-eq", "8b76:00:02.0", async, kNoQueue, "mailing list paste, PCI-MSI-edge"},
    {"mlx5_async@pci:0000:81:00.0", "mlx5-async-old", "0000:81:00.0", async, kNoQueue, "format string"},
    {"mlx5_pages_eq@pci:0000:81:00.0", "mlx5-pages-eq", "0000:81:00.0", async, kNoQueue, "format string"},
    {"mlx5_cmd_eq@pci:0000:81:00.0", "mlx5-cmd-eq", "0000:81:00.0", admin, kNoQueue, "format string"},
    {"mlx5_page_fault_eq@pci:0000:81:00.0", "mlx5-fault-eq", "0000:81:00.0", async, kNoQueue, "format string"},
    {"mlx4-1@0000:09:00.0", "mlx4-eq", "0000:09:00.0", combined, 0U, "paste, IR-PCI-MSIX-0000:09:00.0 1-edge"},
    {"mlx4-1@0001:00:02.0", "mlx4-eq", "0001:00:02.0", combined, 0U, "Azure VM"},
    {"mlx4-comp-3@pci:0000:09:00.0", "mlx4-comp", "0000:09:00.0", combined, 3U, "format string"},
    {"mlx4-async@pci:0000:09:00.0", "mlx4-async", "0000:09:00.0", async, kNoQueue, "paste, IR-PCI-MSIX-0000:09:00.0 0-edge"},
    {"mana_q0@pci:7870:00:00.0", "mana-queue", "7870:00:00.0", combined, 0U, "netdev list, Hyper-V PCIe MSI 4138200989697-edge"},
    {"mana_hwc@pci:7870:00:00.0", "mana-hwc", "7870:00:00.0", admin, kNoQueue, "Azure VM"},
    {"ena-mgmnt@pci:0000:00:05.0", "ena-mgmnt", "0000:00:05.0", admin, kNoQueue, "EC2 instance"},
    {"gve-ntfy-blk3@pci:0000:00:04.0", "gve-block", "0000:00:04.0", unknown, kNoQueue, "format string"},
    {"gve-mgmnt@pci:0000:00:04.0", "gve-mgmnt", "0000:00:04.0", admin, kNoQueue, "format string"},
    {"eth%d-ntfy-block.0", "gve-block-old", "eth%d", unknown, kNoQueue, "Google VM, ITS-MSI 0 Edge"},
    {"eth0-ntfy-block.0", "gve-block-old", "eth0", unknown, kNoQueue, "Google VM"},
    {"eth%d-mgmnt", "gve-mgmnt-old", "eth%d", admin, kNoQueue, "Google VM"},
    {"virtio2-input.0", "virtio-input", "virtio2", rx, 0U, "Linux 6.18 guest, PCI-MSIX-0000:00:03.0 1-edge"},
    {"virtio2-output.0", "virtio-output", "virtio2", tx, 0U, "Linux 6.18 guest, PCI-MSIX-0000:00:03.0 2-edge"},
    {"virtio2-config", "virtio-config", "virtio2", admin, kNoQueue, "Linux 6.18 guest, PCI-MSIX-0000:00:03.0 0-edge"},
    {"virtio2-control", "virtio-control", "virtio2", admin, kNoQueue, "format string"},
    {"virtio2-virtqueues", "virtio-shared", "virtio2", combined, kNoQueue, "format string"},
    {"vif0-q0-tx", "xen-tx", "vif0", tx, 0U, "Xen guest, xen-dyn-event"},
    {"vif0-q3-rx", "xen-rx", "vif0", rx, 3U, "Xen guest, xen-dyn-event"},
    {"vif0-q0", "xen-queue", "vif0", combined, 0U, "format string"},
    {"virtio1-req.0", "virtio-other", "virtio1", unknown, kNoQueue, "Linux 6.18 guest: a disk"},
    {"virtio3-rx", "virtio-other", "virtio3", unknown, kNoQueue, "Linux 6.18 guest: vsock"},
    {"virtio0", "virtio-whole", "virtio0", combined, kNoQueue, "format string"},
    {"nvme0q1", "nvme", "", unknown, kNoQueue, "QEMU guest, Linux 6.1"},
    {"i40e-i40e1-TxRx-5", "i40e-txrx", "i40e1", combined, 5U, "netdev list, XDP thread"},
    {"i40e-eth0-rx-1", "i40e-rx", "eth0", rx, 1U, "format string"},
    {"i40e-eth0-tx-1", "i40e-tx", "eth0", tx, 1U, "format string"},
    {"i40e-0000:04:00.0:fdir-TxRx-0", "i40e-fdir", "0000:04:00.0", admin, kNoQueue, "netdev list, XDP thread"},
    {"i40e-0000:04:00.0:misc", "i40e-misc", "0000:04:00.0", admin, kNoQueue, "format string"},
    {"iavf-net1-TxRx-3", "iavf-txrx", "net1", combined, 3U, "CentOS 7 paste, IR-PCI-MSI-edge"},
    {"iavf-net1-rx-3", "iavf-rx", "net1", rx, 3U, "format string"},
    {"iavf-net1-tx-3", "iavf-tx", "net1", tx, 3U, "format string"},
    {"iavf-0000:b5:03.6:mbx", "iavf-mbx", "0000:b5:03.6", admin, kNoQueue, "CentOS 7 paste"},
    {"ice-eth0-TxRx-126", "ice-txrx", "eth0", combined, 126U, "issue thread"},
    {"ice-0000:65:00.0:ctrl-TxRx-0", "ice-ctrl", "0000:65:00.0", admin, kNoQueue, "issue thread"},
    {"ice-eth0-rx-2", "ice-rx", "eth0", rx, 2U, "format string"},
    {"ice-eth0-tx-2", "ice-tx", "eth0", tx, 2U, "format string"},
    {"ice-0000:b1:00.0:misc", "ice-misc", "0000:b1:00.0", admin, kNoQueue, "format string"},
    {"ice-0000:b1:00.0:ll_ts", "ice-ll-ts", "0000:b1:00.0", ptp, kNoQueue, "format string"},
    {"idpf-eth0-TxRx-0", "idpf-txrx", "eth0", combined, 0U, "format string"},
    {"idpf-eth0-Rx-1", "idpf-rx", "eth0", rx, 1U, "format string"},
    {"idpf-eth0-Tx-1", "idpf-tx", "eth0", tx, 1U, "format string"},
    {"idpf-Mailbox-0", "idpf-mailbox", "", admin, kNoQueue, "format string"},
    {"hns3-0000:7d:00.0-TxRx-0", "hns3-txrx", "0000:7d:00.0", combined, 0U, "paste, 65536001 Edge"},
    {"hns3-0000:7d:00.0-Rx-1", "hns3-rx", "0000:7d:00.0", rx, 1U, "format string"},
    {"hns3-0000:7d:00.0-Tx-1", "hns3-tx", "0000:7d:00.0", tx, 1U, "format string"},
    {"hclge-misc-0000:7d:00.0", "hns3-misc", "0000:7d:00.0", admin, kNoQueue, "format string"},
    {"hclgevf-misc-0000:7d:01.0", "hns3-vf-misc", "0000:7d:01.0", admin, kNoQueue, "format string"},
    {"bnxt_en-eth0-TxRx-0", "bnxt-prefixed-txrx", "eth0", combined, 0U, "vendor's package"},
    {"bnxt_en-eth0-rx-0", "bnxt-prefixed-rx", "eth0", rx, 0U, "vendor's package"},
    {"bnxt_en-eth0-tx-2", "bnxt-prefixed-tx", "eth0", tx, 2U, "vendor's package"},
    {"0000:08:00.4-FWeventq", "cxgb4-pci-events", "0000:08:00.4", async, kNoQueue, "test fixture of a tuning script"},
    {"0000:08:00.4", "cxgb4-pci", "0000:08:00.4", admin, kNoQueue, "test fixture of a tuning script"},
    {"eth0-Tx-Rx-0", "ena-txrx", "eth0", combined, 0U, "EC2 instance"},
    {"enp4s0f0-TxRx-0", "intel-txrx", "enp4s0f0", combined, 0U, "igb, ixgbe hosts"},
    {"eth0-txrx-1", "tg3-txrx", "eth0", combined, 1U, "format string"},
    {"eth3-rxtx-0", "vmxnet3-rxtx", "eth3", combined, 0U, "QEMU guest, Linux 6.1"},
    {"eth3-event-4", "vmxnet3-event", "eth3", admin, kNoQueue, "QEMU guest, Linux 6.1"},
    {"eth0-fp-0", "qlogic-fp", "eth0", combined, 0U, "paste, IR-PCI-MSI-edge"},
    {"eth2-rx-0", "rx", "eth2", rx, 0U, "QEMU guest, e1000e, Linux 6.1"},
    {"eth0-rx-1", "rx", "eth0", rx, 1U, "tg3 paste, PCI-MSI 1048577-edge"},
    {"eth2-tx-0", "tx", "eth2", tx, 0U, "QEMU guest, e1000e, Linux 6.1"},
    {"eth0-xdp-0", "sfc-xdp", "eth0", unknown, kNoQueue, "format string"},
    {"eth0-ptp", "sfc-ptp", "eth0", ptp, kNoQueue, "issue thread"},
    {"vif1.0-q0-rx", "xen-back-rx", "vif1.0", rx, 0U, "format string"},
    {"vif1.0-q0-tx", "xen-back-tx", "vif1.0", tx, 0U, "format string"},
    {"eth0-q0", "be2net-q", "eth0", combined, 0U, "format string"},
    {"eth0-Rx4", "cxgb4-rx", "eth0", rx, 4U, "format string"},
    {"ext0 (queue 0)", "cxgb4-queue", "ext0", rx, 0U, "test fixture of a tuning script"},
    {"eth0-FWeventq", "cxgb4-events", "eth0", async, kNoQueue, "format string"},
    {"eth0-err", "enic-err", "eth0", admin, kNoQueue, "format string"},
    {"eth0-notify", "enic-notify", "eth0", async, kNoQueue, "format string"},
    {"eth0-lsc", "nfp-link", "eth0", async, kNoQueue, "format string"},
    {"eth0-exn", "nfp-exception", "eth0", admin, kNoQueue, "format string"},
    {"eth0-mac", "tsnep-mac", "eth0", admin, kNoQueue, "format string"},
    {"eth0:rx-1", "stmmac-rx", "eth0", rx, 1U, "format string"},
    {"eth0:tx-1", "stmmac-tx", "eth0", tx, 1U, "format string"},
    {"eth0:mac", "stmmac-mac", "eth0", admin, kNoQueue, "format string"},
    {"eth0-0", "channel", "eth0", combined, 0U, "sfc, issue thread"},
    {"eth2", "interface", "eth2", unknown, kNoQueue, "QEMU guest, e1000e, Linux 6.1"},
    {"enp7s0", "interface", "enp7s0", unknown, kNoQueue, "paste, IR-PCI-MSIX-0000:07:00.0 0-edge"},
    // clang-format on
};

std::string_view owner_of(const VectorName& name) {
  if (!name.interface.empty()) return name.interface;
  return name.pci_address.empty() ? name.device : name.pci_address;
}

TEST(VectorName, ReadsEveryRecordedName) {
  for (const auto& each : kCases) {
    const auto name = parse_vector_name(each.action);
    ASSERT_NE(name.scheme, nullptr) << each.action;
    EXPECT_EQ(name.scheme->id, each.scheme) << each.action;
    EXPECT_EQ(owner_of(name), each.owner) << each.action;
    EXPECT_EQ(name.role(), each.role) << each.action;
    EXPECT_EQ(name.queue(), each.queue) << each.action;
  }
}

TEST(VectorName, HasARecordedNameForEveryScheme) {
  std::set<std::string_view> seen;
  for (const auto& each : kCases) seen.insert(each.scheme);
  for (const auto& scheme : vector_schemes()) {
    EXPECT_TRUE(seen.contains(scheme.id)) << scheme.id;
  }
}

TEST(VectorName, ReadsTheExampleOfEveryRowAsThatRow) {
  std::set<std::string_view> ids;
  for (const auto& scheme : vector_schemes()) {
    const auto name = parse_vector_name(scheme.example);
    ASSERT_NE(name.scheme, nullptr) << scheme.id;
    EXPECT_EQ(name.scheme->id, scheme.id) << scheme.example;
    EXPECT_TRUE(ids.insert(scheme.id).second) << scheme.id;
    EXPECT_FALSE(scheme.source.empty()) << scheme.id;
  }
}

TEST(VectorName, TellsEth1FromEth10) {
  EXPECT_EQ(parse_vector_name("eth1-TxRx-0").interface, "eth1");
  EXPECT_EQ(parse_vector_name("eth10-TxRx-0").interface, "eth10");
  EXPECT_EQ(parse_vector_name("eth10-TxRx-0", "eth1").scheme, nullptr);
}

TEST(VectorName, KeepsDashesAndSpacesInAnInterfaceName) {
  EXPECT_EQ(parse_vector_name("eth-a-rx-rx-3").interface, "eth-a-rx");
  EXPECT_EQ(parse_vector_name("my nic-TxRx-1").interface, "my nic");
  EXPECT_EQ(parse_vector_name("my nic (queue 7)").queue(), 7U);
}

TEST(VectorName, ReadsAnAmbiguousNameByTheInterfaceItIsGiven) {
  const auto channel = parse_vector_name("eth0-rx-0", "eth0-rx");
  ASSERT_NE(channel.scheme, nullptr);
  EXPECT_EQ(channel.scheme->id, "channel");
  EXPECT_EQ(channel.queue(), 0U);
  EXPECT_EQ(parse_vector_name("eth0-rx-0", "eth0").scheme->id, "rx");
  EXPECT_EQ(parse_vector_name("ice-lan-TxRx-2", "ice-lan").scheme->id, "intel-txrx");
}

TEST(VectorName, ReadsNothingIntoNamesThatNoInterfaceCanHave) {
  for (const std::string_view action :
       {"", "eth0-TxRx-99999999999", "mlx5_comp@pci:0000:81:00.0", "mlx5_comp1@pci:0000:81:00.9",
        "averyverylonginterface-rx-0"}) {
    EXPECT_EQ(parse_vector_name(action).scheme, nullptr) << action;
  }
  EXPECT_EQ(parse_vector_name(std::string(4096, '-')).scheme, nullptr);
}

TEST(VectorName, KnowsAPciAddress) {
  EXPECT_TRUE(is_pci_address("0000:81:00.0"));
  EXPECT_TRUE(is_pci_address("10000:01:00.7"));
  for (const std::string_view text : {"81:00.0", "0000:81:00.8", "0000-81-00.0", "0000:81:00.0x",
                                      "0000:8g:00.0", "123456789:81:00.0"}) {
    EXPECT_FALSE(is_pci_address(text)) << text;
  }
}

RC_GTEST_PROP(VectorName, GivesBackTheInterfaceAndTheQueueThatAreWrittenIntoAName, ()) {
  const auto letters = *rc::gen::nonEmpty(rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("abcdefghijklmnopqrstuvwxyz0123456789_."))));
  const std::string interface = letters.substr(0, 15);
  const auto queue = *rc::gen::inRange<std::uint32_t>(0, 0x10000);
  const auto form = *rc::gen::element<std::string>("-TxRx-", "-Tx-Rx-", "-txrx-", "-rxtx-", "-fp-",
                                                   "-rx-", "-tx-", "-q", "-Rx");
  const std::string action = interface + form + std::to_string(queue);
  const auto name = parse_vector_name(action);
  RC_ASSERT(name.scheme != nullptr);
  RC_ASSERT(name.interface == interface);
  RC_ASSERT(name.queue() == std::optional(queue));
}

}  // namespace
}  // namespace holdfast
