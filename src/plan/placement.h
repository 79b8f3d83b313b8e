// Where a NIC's vectors had better go: the audit's fixes name these CPUs.
#pragma once

#include <map>
#include <vector>

#include "model/finding.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// Online CPUs that share a core with an isolated or nohz_full one and are neither themselves.
CpuSet beside_isolated(const CpuTopology& topology);

/// CPUs fit for the NIC's packets: housekeeping, on its node, not beside an isolated one; the last
/// two are waived, in the reverse order, when nothing would be left.
CpuSet packet_cpus(const HostSnapshot& host, const Nic& nic);

/// A CPU for each movable packet vector of the audited NICs: vectors of one queue together; queues
/// that sit well stay, also beside their consumer on a CPU that is set apart; the others go to a
/// CPU of packet_cpus() that has no queue of their NIC, the one with the fewest packet queues of
/// any NIC first. A queue that shares a fit CPU stays when there is no such CPU. Every fix takes
/// its CPUs from here, so that the fixes of several findings and NICs fit together.
std::map<IrqNumber, CpuId> proposed_cpus(const HostSnapshot& host);

/// The movable packet vectors of a NIC by the one CPU they run on.
using ByCpu = std::map<CpuId, std::vector<const Vector*>>;

/// The vectors, but for those whose queue an earlier one serves (rx 0 and tx 0 belong together).
std::vector<const Vector*> one_per_queue(const std::vector<const Vector*>& vectors);

struct Crowding {
  ByCpu crowded;  // CPUs with more than one queue; empty when no fit CPU is free
  CpuSet free;    // of packet_cpus(), without a vector of the NIC
};
/// Vectors that stand outside their mask count as there, but crowd nobody: they are to move anyway.
Crowding crowding_of(const HostSnapshot& host, const Nic& nic);

/// Pins the vector to the CPU: "{queue: 0, direction: rx, cpu: 2}" and `echo 2 > …`.
Fix pin_fix(const Vector& vector, CpuId cpu);

/// Pins all of them.
Fix pin_fix(const std::vector<const Vector*>& vectors, const std::map<IrqNumber, CpuId>& cpus);

}  // namespace holdfast
