// /proc/net/softnet_stat: what each CPU's receive path did.
#pragma once

#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/sample.h"

namespace holdfast {

/// One row of hexadecimal words per online CPU (net/core/net-procfs.c): processed, dropped,
/// squeezed, …, the 10th RPS, the 11th flow limit, on newer kernels the 12th backlog and the 13th
/// the CPU. `online` names the CPUs of the rows where the kernel does not.
std::vector<SoftnetRow> parse_softnet(std::string_view text, const CpuSet& online,
                                      Diagnostics& diagnostics);

/// Reads the online CPUs only when the rows do not name theirs.
std::vector<SoftnetRow> read_softnet(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
