// The kernel command line, and the CPU lists in it.
#pragma once

#include <string_view>

#include "base/diagnostic.h"
#include "model/settings.h"

namespace holdfast {

/// `text` is /proc/cmdline. `possible` gives "all" and "N" (the last possible CPU) their meaning.
/// As the kernel does: '-' and '_' are the same in names, values may be quoted, what follows "--"
/// is init's, of several rcu_nocbs or irqaffinity the last counts, of several isolcpus or nohz_full
/// the first (a second one that differs is ignored: kernel/sched/isolation.c). A list that cannot
/// be read is absent, with a diagnostic.
KernelCommandLine parse_kernel_command_line(std::string_view text, const CpuSet& possible,
                                            Diagnostics& diagnostics);

}  // namespace holdfast
