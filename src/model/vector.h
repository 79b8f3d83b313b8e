// Vector: one interrupt of the host, and what is known of where it goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "base/ids.h"

namespace holdfast {

struct CpuCount {
  CpuId cpu;
  std::uint64_t count = 0;  // interrupts since boot
  friend bool operator==(const CpuCount&, const CpuCount&) = default;
};
using CpuCounts = std::vector<CpuCount>;  // ascending by CPU, zero counts left out

/// Of `counts`, the sum.
std::uint64_t total_of(const CpuCounts& counts);
/// later − earlier per CPU; a CPU whose counter went back (hotplug, re-allocation) counts from 0.
CpuCounts difference_of(const CpuCounts& earlier, const CpuCounts& later);

enum class VectorRole { unknown, rx, tx, combined, admin, async, ptp };
std::string_view name_of(VectorRole role);

/// How the queue of a vector was found; the higher, the surer. KERNEL §10.
enum class MapSource { none, order, name, netlink };
std::string_view name_of(MapSource source);

/// "certain" (netlink), "high" (the driver's naming scheme), "low" (order of msi_irqs), "none".
std::string_view confidence_of(MapSource source);

struct Vector {
  IrqNumber irq;
  std::string action;   // the name that the driver gave, "eth0-TxRx-0"; several are joined by ", "
  std::string chip;     // "IR-PCI-MSI", "PCI-MSIX-0000:00:03.0", "IO-APIC"
  std::string trigger;  // "edge", "fasteoi", …
  std::optional<std::uint32_t> msi_index;  // its place among the PCI function's msi_irqs
  std::string nic;                         // the interface that it serves; empty for other devices
  VectorRole role = VectorRole::unknown;
  std::vector<QueueIndex> rx_queues;
  std::vector<QueueIndex> tx_queues;
  MapSource map_source = MapSource::none;
  bool managed = false;                // the kernel refuses writes to its affinity (KERNEL §4)
  std::optional<CpuSet> requested;     // smp_affinity_list
  std::optional<CpuSet> effective;     // effective_affinity_list
  std::optional<CpuSet> hint;          // affinity_hint; absent when the driver gives none
  std::optional<NumaNode> node;        // /proc/irq/N/node
  std::optional<ThreadId> irq_thread;  // the kernel thread of a threaded interrupt
  CpuCounts counts;                    // since boot
};

/// "rx 3", "tx 0", "rx+tx 3", "admin", or "" when nothing is known.
std::string queue_label(const Vector& vector);

}  // namespace holdfast
