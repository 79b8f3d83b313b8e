// /proc/stat: how each CPU spent its time.
#pragma once

#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/sample.h"

namespace holdfast {

/// One row per online CPU, ascending. Fields that an old kernel lacks are 0.
std::vector<CpuTimes> parse_proc_stat(std::string_view text, Diagnostics& diagnostics);
std::vector<CpuTimes> read_proc_stat(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
