// Reading the threads of interest (model/thread.h): kernel threads that serve packets, and threads
// of programs that are pinned, real-time, or belong to a process with a live flow.
#pragma once

#include <string_view>
#include <vector>

#include "base/cpu_set.h"
#include "base/diagnostic.h"
#include "host/processes.h"
#include "host/source.h"
#include "model/thread.h"

namespace holdfast {

/// At most so many threads are looked at; beyond them the snapshot has a diagnostic.
constexpr std::size_t kMaxThreads = 20'000;

/// Does the kernel thread of that comm serve packets: ksoftirqd/N, napi/…, irq/N-…?
bool serves_packets(std::string_view comm);

/// Threads of interest by process, then by tid. A thread counts as pinned when its affinity, among
/// the `online` CPUs, is neither all of them nor what process 1 has (which all others inherit: with
/// isolcpus or systemd's CPUAffinity that is not every CPU). `flow_processes`, ascending: the
/// processes that hold a live flow. Files read: status of each user thread; stat besides where a
/// process has several threads; cgroup and exe of each process with a thread of interest.
/// `all`: every thread of a program, of interest or not.
std::vector<Thread> read_threads(HostSource& source, const ProcessTable& processes,
                                 const CpuSet& online, const std::vector<ThreadId>& flow_processes,
                                 Diagnostics& diagnostics, bool all = false);

}  // namespace holdfast
