// Nic: one network interface with its driver, queues and settings.
//
// An absent optional is a fact that the kernel or the driver does not have, or that could not be
// read; in the second case the snapshot's diagnostics say why.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cpu_set.h"
#include "base/ids.h"

namespace holdfast {

using Count = std::optional<std::uint32_t>;

enum class NicKind { physical, veth, bond, vlan, bridge, team, macvlan, tun, loopback, other };
std::string_view name_of(NicKind kind);

/// ETHTOOL_MSG_CHANNELS_GET. Unit: channels.
struct Channels {
  Count rx, tx, other, combined;
  Count rx_max, tx_max, other_max, combined_max;
};

/// ETHTOOL_MSG_RINGS_GET. Unit: descriptors; rx_buf_len and cqe_size in bytes.
struct Rings {
  Count rx, rx_mini, rx_jumbo, tx;
  Count rx_max, rx_mini_max, rx_jumbo_max, tx_max;
  Count rx_buf_len, cqe_size;
  std::string tcp_data_split;  // "disabled", "enabled" or empty
};

/// ETHTOOL_MSG_COALESCE_GET.
struct Coalesce {
  std::optional<bool> adaptive_rx, adaptive_tx;
  Count rx_usecs, rx_frames, tx_usecs, tx_frames;
  std::map<std::string, std::uint64_t>
      others;  // the kernel's names: "rx-usecs-irq", "rate-sample-interval"
};

/// ETHTOOL_MSG_FEATURES_GET, one feature by its kernel name ("rx-gro", "tx-tcp-segmentation").
struct Feature {
  std::string name;
  bool active = false;
  bool wanted = false;
  bool fixed = false;  // the driver lets nobody change it
  friend bool operator==(const Feature&, const Feature&) = default;
};

/// ETHTOOL_MSG_RSS_GET, one context; context 0 is the default one.
struct RssContext {
  std::uint32_t id = 0;
  std::string function;                    // "toeplitz", "xor", "crc32"; empty when not told
  std::string input_transform;             // "symmetric-xor", "symmetric-or-xor" or empty
  std::vector<std::uint8_t> key;           // as the device holds it, first byte first
  std::vector<std::uint32_t> indirection;  // queue of each hash bucket
};

/// Which header fields the hash of a flow type takes (ETHTOOL_GRXFH, or RSS_GET on new kernels).
struct HashFields {
  std::string flow_type;            // "tcp4", "udp4", "tcp6", "udp6"
  bool l3 = false;                  // source and destination address
  bool ports = false;               // source and destination port
  std::vector<std::string> fields;  // the kernel's names: "ip-src", "l4-b-0-1", …
};

/// One receive classification rule (ETHTOOL_GRXCLSRULE).
struct NtupleRule {
  std::uint32_t location = 0;
  std::string flow_type;            // "tcp4", "udp4", "tcp6", "udp6", "ip4", "ip6", "ether", …
  std::string src_ip, src_ip_mask;  // text form; empty mask matches any
  std::string dst_ip, dst_ip_mask;
  std::optional<std::uint16_t> src_port, dst_port;     // absent: any
  std::uint16_t src_port_mask = 0, dst_port_mask = 0;  // 1 bits are compared
  std::optional<std::uint16_t> vlan;
  std::optional<QueueIndex> queue;  // absent: dropped, or to a VF or a context
  bool drops = false;
  std::optional<std::uint32_t> rss_context;
};

/// ETHTOOL_MSG_TSINFO_GET.
struct Timestamping {
  std::vector<std::string> capabilities;  // "hardware-receive", "software-receive", …
  std::vector<std::string> tx_types;      // "off", "on", …
  std::vector<std::string> rx_filters;    // "none", "all", …
  std::optional<std::uint32_t> phc_index;
};

/// The MSI-X capability in PCI configuration space.
struct Msix {
  bool enabled = false;
  bool masked = false;           // the function mask bit: no vector of it can fire
  std::uint32_t table_size = 0;  // vectors that the device offers
};

/// One receive queue of sysfs (queues/rx-N).
struct RxQueue {
  QueueIndex index;
  CpuSet rps_cpus;
  std::uint32_t rps_flow_count = 0;
  Count napi_id;
};

/// One transmit queue of sysfs (queues/tx-N).
struct TxQueue {
  QueueIndex index;
  CpuSet xps_cpus;
  std::string xps_rxqs;  // bitmap as the kernel shows it; empty when unset
  Count napi_id;
};

/// One NAPI instance (netdev netlink napi-get; sysfs and /proc for the kernel thread).
struct Napi {
  std::uint32_t id = 0;
  std::optional<IrqNumber> irq;
  std::optional<ThreadId> thread;     // its kernel thread, when threaded
  std::optional<CpuSet> thread_cpus;  // where that thread may run
  Count defer_hard_irqs;
  std::optional<std::uint64_t> gro_flush_timeout_ns;
};

struct NamedCount {
  std::string name;
  std::uint64_t value = 0;
  friend bool operator==(const NamedCount&, const NamedCount&) = default;
};

/// A PCI function with a network class whose driver takes it away from the kernel's stack.
struct BypassedDevice {
  std::string pci_address;
  std::string driver;         // "vfio-pci", "igb_uio", "uio_pci_generic", …
  std::string vendor_device;  // "0x1d0f:0xec20"
};

struct Nic {
  std::string name;
  std::uint32_t index = 0;  // ifindex
  NicKind kind = NicKind::other;
  std::string device;  // what it hangs on: "0000:81:00.0", "virtio2", a VMBus GUID; else empty
  std::string driver;
  std::string driver_version;
  std::string firmware;
  std::string pci_address;                     // "0000:81:00.0"; empty for what is not on PCI
  std::string physical_function;               // of a VF: the PCI address of its PF
  std::vector<std::string> virtual_functions;  // of a PF: the PCI addresses of its VFs
  std::string vendor_device;                   // "0x1af4:0x1041"
  std::optional<NumaNode> node;
  std::string address;    // MAC
  std::string operstate;  // "up", "down", "unknown", …
  bool admin_up = false;
  std::optional<bool> carrier;
  std::optional<std::int64_t> speed_mbps;
  std::uint32_t mtu = 0;
  std::string master;                // the bond, bridge or team that it belongs to
  std::vector<std::string> members;  // of a bond, bridge or team; of a VLAN: the device below
  std::string qdisc;                 // the root queueing discipline
  std::string xdp_mode;              // "", "generic", "native", "offload"
  std::optional<std::uint64_t> xdp_features;  // netdev dev-get; bit 3 is AF_XDP zero-copy
  bool onload = false;  // taken by Onload (an sfc interface with Onload's stacks)
  std::optional<Msix> msix;
  std::vector<IrqNumber> msi_irqs;  // of the PCI function, ascending
  std::optional<Channels> channels;
  std::optional<Rings> rings;
  std::optional<Coalesce> coalesce;
  std::vector<Feature> features;
  std::vector<RssContext> rss;
  std::vector<HashFields> hash_fields;
  std::vector<NtupleRule> ntuple;
  std::optional<std::uint32_t> ntuple_capacity;
  std::optional<Timestamping> timestamping;
  std::vector<RxQueue> rx_queues;
  std::vector<TxQueue> tx_queues;
  std::vector<Napi> napis;
  std::optional<bool> threaded_napi;
  std::optional<std::uint32_t> napi_defer_hard_irqs;
  std::optional<std::uint64_t> gro_flush_timeout_ns;
  std::vector<NamedCount> statistics;  // the driver's own counters (ethtool -S), in its order

  /// The feature of that kernel name; nullptr when the kernel does not know it.
  const Feature* feature(std::string_view feature_name) const;
  /// Receive queues in use: channels (combined + rx) when told, else sysfs; 0 when unknown.
  std::uint32_t active_rx_queues() const;
  std::uint32_t active_tx_queues() const;
};

}  // namespace holdfast
