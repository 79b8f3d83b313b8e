// The CPUs of this host and of this process.
#pragma once

#include "base/cpu_set.h"
#include "host/live_source.h"
#include "model/cpu.h"

namespace holdfast {

CpuTopology cpus_of_host(HostSource& host);
CpuSet online_cpus(HostSource& host);
/// That this process may run on; all that are online when the kernel does not say.
CpuSet own_cpus(HostSource& host);

}  // namespace holdfast
