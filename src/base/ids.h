// Strong identifiers: an interrupt number cannot be passed where a CPU is meant.
#pragma once

#include <compare>
#include <cstdint>

namespace holdfast {

template <class Tag>
struct Id {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using IrqNumber = Id<struct IrqNumberTag>;    // Linux interrupt number, as in /proc/irq/N
using CpuId = Id<struct CpuIdTag>;            // logical CPU, as in /sys/devices/system/cpu/cpuN
using QueueIndex = Id<struct QueueIndexTag>;  // index of a rx or tx queue of one NIC
using NumaNode = Id<struct NumaNodeTag>;      // NUMA node, as in /sys/devices/system/node/nodeN
using ThreadId = Id<struct ThreadIdTag>;      // a tid (or a pid, for the main thread)

}  // namespace holdfast
