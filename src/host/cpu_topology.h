// The processors, out of /sys/devices/system/cpu and /sys/devices/system/node.
#pragma once

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/cpu.h"
#include "model/settings.h"

namespace holdfast {

/// Reads core, package and siblings once per SMT group, and the last-level cache once per group
/// that shares it: about three files per CPU, plus two when it has a governor and idle states.
/// Without `details` caches, governors and idle states are left out.
CpuTopology read_cpu_topology(HostSource& source, const KernelCommandLine& command_line,
                              Diagnostics& diagnostics, bool details = true);

}  // namespace holdfast
