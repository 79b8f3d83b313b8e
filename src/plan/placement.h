// Where a NIC's vectors had better go: the audit's fixes name these CPUs.
#pragma once

#include <map>

#include "model/finding.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// Online CPUs that share a core with an isolated or nohz_full one and are neither themselves.
CpuSet beside_isolated(const CpuTopology& topology);

/// CPUs fit for the NIC's packets: housekeeping, on its node, not beside an isolated one; the last
/// two are waived, in the reverse order, when nothing would be left.
CpuSet packet_cpus(const HostSnapshot& host, const Nic& nic);

/// A CPU for each movable packet vector: vectors of one queue together, queues that sit well stay,
/// the others go to the CPU of packet_cpus() with the fewest packet queues of any NIC, the lowest
/// first. Empty when packet_cpus() is.
std::map<IrqNumber, CpuId> proposed_cpus(const HostSnapshot& host, const Nic& nic);

/// Pins the vector to the CPU: "{queue: 0, direction: rx, cpu: 2}" and `echo 2 > …`.
Fix pin_fix(const Vector& vector, CpuId cpu);

/// Pins all of them.
Fix pin_fix(const std::vector<const Vector*>& vectors, const std::map<IrqNumber, CpuId>& cpus);

}  // namespace holdfast
