#include "host/vector_scheme.h"

namespace holdfast {
namespace {

using enum VectorRole;
using Number = NameNumber;

// clang-format off: one row, one line
constexpr VectorScheme kSchemes[] = {
    {"mlx5-comp", "mlx5_comp%n@pci:%p", combined, Number::queue, "mlx5_comp10@pci:0000:81:00.0", "mlx5_core", "drivers/net/ethernet/mellanox/mlx5/core/pci_irq.c"},
    {"mlx5-async", "mlx5_async%m@pci:%p", async, Number::none, "mlx5_async0@pci:0000:81:00.0", "mlx5_core", "drivers/net/ethernet/mellanox/mlx5/core/pci_irq.c"},
    {"mlx5-combined", "mlx5_combined%m@pci:%p", combined, Number::all, "mlx5_combined0@pci:0000:81:00.2", "mlx5_core", "drivers/net/ethernet/mellanox/mlx5/core/pci_irq.c"},
    {"mlx5-sf-comp", "mlx5_sf_comp%m@pci:%p", unknown, Number::none, "mlx5_sf_comp4@pci:0000:81:00.0", "mlx5_core", "drivers/net/ethernet/mellanox/mlx5/core/pci_irq.c"},
    {"mlx5-sf-ctrl", "mlx5_sf_ctrl%m@pci:%p", async, Number::none, "mlx5_sf_ctrl0@pci:0000:81:00.0", "mlx5_core", "drivers/net/ethernet/mellanox/mlx5/core/pci_irq.c"},
    {"mlx5-async-eq", "mlx5_async_eq@pci:%p", async, Number::none, "mlx5_async_eq@pci:0000:81:00.0", "mlx5_core before 5.0", "drivers/net/ethernet/mellanox/mlx5/core/eq.c"},
    {"mlx5-async-old", "mlx5_async@pci:%p", async, Number::none, "mlx5_async@pci:0000:81:00.0", "mlx5_core 5.0 to 5.12", "drivers/net/ethernet/mellanox/mlx5/core/pci_irq.c"},
    {"mlx5-pages-eq", "mlx5_pages_eq@pci:%p", async, Number::none, "mlx5_pages_eq@pci:0000:81:00.0", "mlx5_core before 5.0", "drivers/net/ethernet/mellanox/mlx5/core/eq.c"},
    {"mlx5-cmd-eq", "mlx5_cmd_eq@pci:%p", admin, Number::none, "mlx5_cmd_eq@pci:0000:81:00.0", "mlx5_core before 5.0", "drivers/net/ethernet/mellanox/mlx5/core/eq.c"},
    {"mlx5-fault-eq", "mlx5_page_fault_eq@pci:%p", async, Number::none, "mlx5_page_fault_eq@pci:0000:81:00.0", "mlx5_core before 5.0", "drivers/net/ethernet/mellanox/mlx5/core/eq.c"},
    {"mlx4-eq", "mlx4-%n@%p", combined, Number::from_one, "mlx4-1@0001:00:02.0", "mlx4_core", "drivers/net/ethernet/mellanox/mlx4/eq.c"},
    {"mlx4-comp", "mlx4-comp-%n@pci:%p", combined, Number::queue, "mlx4-comp-3@pci:0000:09:00.0", "mlx4_core before 3.6", "drivers/net/ethernet/mellanox/mlx4/eq.c"},
    {"mlx4-async", "mlx4-async@pci:%p", async, Number::none, "mlx4-async@pci:0000:09:00.0", "mlx4_core", "drivers/net/ethernet/mellanox/mlx4/eq.c"},
    {"mana-queue", "mana_q%n@pci:%p", combined, Number::queue, "mana_q3@pci:7870:00:00.0", "mana", "drivers/net/ethernet/microsoft/mana/gdma_main.c"},
    {"mana-hwc", "mana_hwc@pci:%p", admin, Number::none, "mana_hwc@pci:7870:00:00.0", "mana", "drivers/net/ethernet/microsoft/mana/gdma_main.c"},
    {"ena-mgmnt", "ena-mgmnt@pci:%p", admin, Number::none, "ena-mgmnt@pci:0000:00:05.0", "ena", "drivers/net/ethernet/amazon/ena/ena_netdev.c"},
    {"gve-block", "gve-ntfy-blk%n@pci:%p", unknown, Number::gve_block, "gve-ntfy-blk3@pci:0000:00:04.0", "gve", "drivers/net/ethernet/google/gve/gve_main.c"},
    {"gve-mgmnt", "gve-mgmnt@pci:%p", admin, Number::none, "gve-mgmnt@pci:0000:00:04.0", "gve", "drivers/net/ethernet/google/gve/gve_main.c"},
    {"gve-block-old", "%i-ntfy-block.%n", unknown, Number::gve_block, "eth%d-ntfy-block.5", "gve before 6.3; it asks for its interrupts before the interface has a name", "drivers/net/ethernet/google/gve/gve_main.c"},
    {"gve-mgmnt-old", "%i-mgmnt", admin, Number::none, "eth%d-mgmnt", "gve before 6.3", "drivers/net/ethernet/google/gve/gve_main.c"},
    {"virtio-input", "%d-input.%n", rx, Number::queue, "virtio2-input.0", "virtio_net", "drivers/virtio/virtio_pci_common.c, drivers/net/virtio_net.c"},
    {"virtio-output", "%d-output.%n", tx, Number::queue, "virtio2-output.0", "virtio_net", "drivers/virtio/virtio_pci_common.c, drivers/net/virtio_net.c"},
    {"virtio-config", "%d-config", admin, Number::none, "virtio2-config", "virtio_net and every other virtio device", "drivers/virtio/virtio_pci_common.c"},
    {"virtio-control", "%d-control", admin, Number::none, "virtio2-control", "virtio_net", "drivers/virtio/virtio_pci_common.c"},
    {"virtio-shared", "%d-virtqueues", combined, Number::all, "virtio2-virtqueues", "virtio_net with two vectors", "drivers/virtio/virtio_pci_common.c"},
    {"xen-rx", "%d-q%n-rx", rx, Number::queue, "vif0-q0-rx", "xen-netfront", "drivers/net/xen-netfront.c"},
    {"xen-tx", "%d-q%n-tx", tx, Number::queue, "vif0-q0-tx", "xen-netfront", "drivers/net/xen-netfront.c"},
    {"xen-queue", "%d-q%n", combined, Number::queue, "vif0-q0", "xen-netfront without split event channels", "drivers/net/xen-netfront.c"},
    {"virtio-other", "%d-%a", unknown, Number::none, "virtio1-req.0", "virtio_blk, virtio_balloon, …: not a NIC's", "drivers/virtio/virtio_pci_common.c"},
    {"virtio-whole", "%d", combined, Number::all, "virtio0", "virtio_net over MMIO or INTx", "drivers/virtio/virtio_mmio.c"},
    {"nvme", "nvme%mq%m", unknown, Number::none, "nvme0q1", "nvme: not a NIC's", "drivers/nvme/host/pci.c"},
    {"i40e-txrx", "i40e-%i-TxRx-%n", combined, Number::queue, "i40e-eth0-TxRx-7", "i40e", "drivers/net/ethernet/intel/i40e/i40e_main.c"},
    {"i40e-rx", "i40e-%i-rx-%n", rx, Number::queue, "i40e-eth0-rx-1", "i40e", "drivers/net/ethernet/intel/i40e/i40e_main.c"},
    {"i40e-tx", "i40e-%i-tx-%n", tx, Number::queue, "i40e-eth0-tx-1", "i40e", "drivers/net/ethernet/intel/i40e/i40e_main.c"},
    {"i40e-fdir", "i40e-%p:fdir-TxRx-%m", admin, Number::none, "i40e-0000:5e:00.0:fdir-TxRx-0", "i40e", "drivers/net/ethernet/intel/i40e/i40e_main.c"},
    {"i40e-misc", "i40e-%p:misc", admin, Number::none, "i40e-0000:5e:00.0:misc", "i40e", "drivers/net/ethernet/intel/i40e/i40e_main.c"},
    {"iavf-txrx", "iavf-%i-TxRx-%n", combined, Number::queue, "iavf-ens1f0v0-TxRx-3", "iavf", "drivers/net/ethernet/intel/iavf/iavf_main.c"},
    {"iavf-rx", "iavf-%i-rx-%n", rx, Number::queue, "iavf-ens1f0v0-rx-3", "iavf", "drivers/net/ethernet/intel/iavf/iavf_main.c"},
    {"iavf-tx", "iavf-%i-tx-%n", tx, Number::queue, "iavf-ens1f0v0-tx-3", "iavf", "drivers/net/ethernet/intel/iavf/iavf_main.c"},
    {"iavf-mbx", "iavf-%p:mbx", admin, Number::none, "iavf-0000:5e:02.0:mbx", "iavf", "drivers/net/ethernet/intel/iavf/iavf_main.c"},
    {"ice-ctrl", "ice-%p:ctrl-TxRx-%m", admin, Number::none, "ice-0000:65:00.0:ctrl-TxRx-0", "ice", "drivers/net/ethernet/intel/ice/ice_main.c"},
    {"ice-txrx", "ice-%i-TxRx-%n", combined, Number::queue, "ice-eth0-TxRx-126", "ice", "drivers/net/ethernet/intel/ice/ice_main.c"},
    {"ice-rx", "ice-%i-rx-%n", rx, Number::queue, "ice-eth0-rx-2", "ice", "drivers/net/ethernet/intel/ice/ice_main.c"},
    {"ice-tx", "ice-%i-tx-%n", tx, Number::queue, "ice-eth0-tx-2", "ice", "drivers/net/ethernet/intel/ice/ice_main.c"},
    {"ice-misc", "ice-%p:misc", admin, Number::none, "ice-0000:b1:00.0:misc", "ice", "drivers/net/ethernet/intel/ice/ice_main.c"},
    {"ice-ll-ts", "ice-%p:ll_ts", ptp, Number::none, "ice-0000:b1:00.0:ll_ts", "ice", "drivers/net/ethernet/intel/ice/ice_main.c"},
    {"idpf-txrx", "idpf-%i-TxRx-%n", combined, Number::queue, "idpf-eth0-TxRx-0", "idpf", "drivers/net/ethernet/intel/idpf/idpf_txrx.c"},
    {"idpf-rx", "idpf-%i-Rx-%n", rx, Number::queue, "idpf-eth0-Rx-1", "idpf", "drivers/net/ethernet/intel/idpf/idpf_txrx.c"},
    {"idpf-tx", "idpf-%i-Tx-%n", tx, Number::queue, "idpf-eth0-Tx-1", "idpf", "drivers/net/ethernet/intel/idpf/idpf_txrx.c"},
    {"idpf-mailbox", "idpf-Mailbox-%m", admin, Number::none, "idpf-Mailbox-0", "idpf", "drivers/net/ethernet/intel/idpf/idpf_lib.c"},
    {"hns3-txrx", "hns3-%p-TxRx-%n", combined, Number::queue, "hns3-0000:7d:00.0-TxRx-0", "hns3", "drivers/net/ethernet/hisilicon/hns3/hns3_enet.c"},
    {"hns3-rx", "hns3-%p-Rx-%n", rx, Number::queue, "hns3-0000:7d:00.0-Rx-1", "hns3", "drivers/net/ethernet/hisilicon/hns3/hns3_enet.c"},
    {"hns3-tx", "hns3-%p-Tx-%n", tx, Number::queue, "hns3-0000:7d:00.0-Tx-1", "hns3", "drivers/net/ethernet/hisilicon/hns3/hns3_enet.c"},
    {"hns3-misc", "hclge-misc-%p", admin, Number::none, "hclge-misc-0000:7d:00.0", "hns3", "drivers/net/ethernet/hisilicon/hns3/hns3pf/hclge_main.c"},
    {"hns3-vf-misc", "hclgevf-misc-%p", admin, Number::none, "hclgevf-misc-0000:7d:01.0", "hns3", "drivers/net/ethernet/hisilicon/hns3/hns3vf/hclgevf_main.c"},
    {"bnxt-prefixed-txrx", "bnxt_en-%i-TxRx-%n", combined, Number::queue, "bnxt_en-eth0-TxRx-0", "bnxt_en of Broadcom's packages", "Broadcom's bnxt_en package, bnxt.c"},
    {"bnxt-prefixed-rx", "bnxt_en-%i-rx-%n", rx, Number::queue, "bnxt_en-eth0-rx-0", "bnxt_en of Broadcom's packages", "Broadcom's bnxt_en package, bnxt.c"},
    {"bnxt-prefixed-tx", "bnxt_en-%i-tx-%n", tx, Number::queue, "bnxt_en-eth0-tx-2", "bnxt_en of Broadcom's packages", "Broadcom's bnxt_en package, bnxt.c"},
    {"cxgb4-pci-events", "%p-FWeventq", async, Number::none, "0000:08:00.4-FWeventq", "cxgb4 of Chelsio's packages, cxgb4vf", "drivers/net/ethernet/chelsio/cxgb4vf/cxgb4vf_main.c"},
    {"cxgb4-pci", "%p", admin, Number::none, "0000:08:00.4", "cxgb4 of Chelsio's packages", "Chelsio's cxgb4 package, cxgb4_main.c"},
    {"ena-txrx", "%i-Tx-Rx-%n", combined, Number::queue, "eth0-Tx-Rx-0", "ena", "drivers/net/ethernet/amazon/ena/ena_netdev.c"},
    {"intel-txrx", "%i-TxRx-%n", combined, Number::queue, "eth0-TxRx-3", "igb, igc, ixgbe, ixgbevf, fm10k, bnxt_en, ngbe, txgbe, amd-xgbe, fbnic", "drivers/net/ethernet/intel/igb/igb_main.c, …/ixgbe/ixgbe_main.c, drivers/net/ethernet/broadcom/bnxt/bnxt.c"},
    {"tg3-txrx", "%i-txrx-%n", combined, Number::queue, "eth0-txrx-1", "tg3, tsnep", "drivers/net/ethernet/broadcom/tg3.c"},
    {"vmxnet3-rxtx", "%i-rxtx-%n", combined, Number::queue, "eth3-rxtx-0", "vmxnet3, nfp", "drivers/net/vmxnet3/vmxnet3_drv.c, drivers/net/ethernet/netronome/nfp/nfp_net_common.c"},
    {"vmxnet3-event", "%i-event-%m", admin, Number::none, "eth3-event-4", "vmxnet3", "drivers/net/vmxnet3/vmxnet3_drv.c"},
    {"qlogic-fp", "%i-fp-%n", combined, Number::queue, "eth0-fp-0", "bnx2x, qede", "drivers/net/ethernet/broadcom/bnx2x/bnx2x_main.c, drivers/net/ethernet/qlogic/qede/qede_main.c"},
    {"rx", "%i-rx-%n", rx, Number::queue, "eth0-rx-2", "e1000e, igb, igbvf, ixgbe, bnxt_en, tg3, vmxnet3, sfc, enic", "drivers/net/ethernet/intel/e1000e/netdev.c, drivers/net/ethernet/sfc/efx_channels.c, drivers/net/ethernet/cisco/enic/enic_main.c"},
    {"tx", "%i-tx-%n", tx, Number::queue, "eth0-tx-2", "e1000e, igb, igbvf, ixgbe, bnxt_en, tg3, vmxnet3, sfc, enic", "drivers/net/ethernet/intel/e1000e/netdev.c, drivers/net/ethernet/sfc/efx_channels.c, drivers/net/ethernet/cisco/enic/enic_main.c"},
    {"sfc-xdp", "%i-xdp-%m", unknown, Number::none, "eth0-xdp-0", "sfc; XDP's transmit queues, which the stack does not see", "drivers/net/ethernet/sfc/efx_channels.c"},
    {"sfc-ptp", "%i-ptp", ptp, Number::none, "eth0-ptp", "sfc", "drivers/net/ethernet/sfc/ptp.c"},
    {"xen-back-rx", "%i-q%n-rx", rx, Number::queue, "vif1.0-q0-rx", "xen-netback", "drivers/net/xen-netback/interface.c"},
    {"xen-back-tx", "%i-q%n-tx", tx, Number::queue, "vif1.0-q0-tx", "xen-netback", "drivers/net/xen-netback/interface.c"},
    {"be2net-q", "%i-q%n", combined, Number::queue, "eth0-q0", "be2net, xen-netback", "drivers/net/ethernet/emulex/benet/be_main.c"},
    {"cxgb4-rx", "%i-Rx%n", rx, Number::queue, "eth0-Rx4", "cxgb4", "drivers/net/ethernet/chelsio/cxgb4/cxgb4_main.c"},
    {"cxgb4-queue", "%i (queue %n)", rx, Number::queue, "ext0 (queue 0)", "cxgb4 of Chelsio's packages", "Chelsio's cxgb4 package, cxgb4_main.c"},
    {"cxgb4-events", "%i-FWeventq", async, Number::none, "eth0-FWeventq", "cxgb4", "drivers/net/ethernet/chelsio/cxgb4/cxgb4_main.c"},
    {"enic-err", "%i-err", admin, Number::none, "eth0-err", "enic", "drivers/net/ethernet/cisco/enic/enic_main.c"},
    {"enic-notify", "%i-notify", async, Number::none, "eth0-notify", "enic", "drivers/net/ethernet/cisco/enic/enic_main.c"},
    {"nfp-link", "%i-lsc", async, Number::none, "eth0-lsc", "nfp", "drivers/net/ethernet/netronome/nfp/nfp_net_common.c"},
    {"nfp-exception", "%i-exn", admin, Number::none, "eth0-exn", "nfp", "drivers/net/ethernet/netronome/nfp/nfp_net_common.c"},
    {"tsnep-mac", "%i-mac", admin, Number::none, "eth0-mac", "tsnep", "drivers/net/ethernet/engleder/tsnep_main.c"},
    {"stmmac-rx", "%i:rx-%n", rx, Number::queue, "eth0:rx-1", "stmmac", "drivers/net/ethernet/stmicro/stmmac/stmmac_main.c"},
    {"stmmac-tx", "%i:tx-%n", tx, Number::queue, "eth0:tx-1", "stmmac", "drivers/net/ethernet/stmicro/stmmac/stmmac_main.c"},
    {"stmmac-mac", "%i:mac", admin, Number::none, "eth0:mac", "stmmac", "drivers/net/ethernet/stmicro/stmmac/stmmac_main.c"},
    {"channel", "%i-%n", combined, Number::queue, "eth0-0", "sfc, cxgb4vf", "drivers/net/ethernet/sfc/efx_channels.c, drivers/net/ethernet/chelsio/cxgb4vf/cxgb4vf_main.c"},
    {"interface", "%i", unknown, Number::none, "eth2", "r8169 and every driver with one vector; the other causes of e1000e, igb, ixgbe, bnx2x; each vector of atlantic", "drivers/net/ethernet/realtek/r8169_main.c, drivers/net/ethernet/intel/e1000e/netdev.c, drivers/net/ethernet/aquantia/atlantic/aq_nic.c"},
};
// clang-format on

}  // namespace

std::span<const VectorScheme> vector_schemes() { return kSchemes; }

bool numbers_vectors(std::string_view driver) {
  return driver == "tg3" || driver == "vmxnet3" || driver == "bnxt_en";
}

}  // namespace holdfast
