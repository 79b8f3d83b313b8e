// /proc/diskstats: the traffic of each whole block device.
#pragma once

#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/sample.h"

namespace holdfast {

/// Without partitions ("sda1" after "sda", "nvme0n1p1" after "nvme0n1"), loop, ram and zram
/// devices. Fields: Documentation/admin-guide/iostats.rst.
std::vector<DiskCounters> parse_diskstats(std::string_view text, Diagnostics& diagnostics);
std::vector<DiskCounters> read_diskstats(HostSource& source, Diagnostics& diagnostics);

}  // namespace holdfast
