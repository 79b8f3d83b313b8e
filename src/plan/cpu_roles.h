// What a CPU is for on this host: set apart, taking a NIC's interrupts, or given to one thread.
#pragma once

#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// CPUs that the operator set apart: isolated or nohz_full. Empty: no intent was declared.
CpuSet isolated_cpus(const CpuTopology& topology);

/// CPUs on which interrupts of NICs' queues arrive: the effective CPUs of vectors that have fired.
CpuSet nic_interrupt_cpus(const HostSnapshot& host);

/// A program's thread that may run on one CPU only.
bool is_pinned(const Thread& thread);
/// Scheduled by fifo, rr or deadline.
bool is_realtime(const Thread& thread);
/// The flow runs over an interface other than the loopback.
bool is_network_flow(const HostSnapshot& host, const Flow& flow);
/// Who holds the sockets of network flows, ascending.
std::vector<ThreadId> flow_holders(const HostSnapshot& host);
bool holds_flow(const std::vector<ThreadId>& holders, const Thread& thread);
/// A program's pinned thread that someone cares for: real-time, or serving network flows.
bool is_critical(const std::vector<ThreadId>& holders, const Thread& thread);

/// Where program threads are pinned.
CpuSet pinned_cpus(const HostSnapshot& host);

/// CPUs that share a cache with one of `cpus`; where the kernel names no cache, those of its node;
/// where it names no node either, all online ones.
CpuSet near_cpus(const CpuTopology& topology, const CpuSet& cpus);

/// "md-reader (1204)": a thread as findings name it.
std::string label_of(const Thread& thread);

/// "a, b, c, d and 3 more".
std::string joined(const std::vector<std::string>& names);

}  // namespace holdfast
