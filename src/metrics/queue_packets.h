// Packets that each receive queue of a NIC took in the window, from the driver's own statistics.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "base/cpu_set.h"
#include "model/sample.h"

namespace holdfast {

/// The receive queue whose packets a statistic of ethtool -S counts: 3 for "rx_queue_3_packets";
/// nullopt for any other statistic.
std::optional<QueueIndex> queue_counted_by(std::string_view statistic);

/// By queue; nullopt when the driver does not count by queue.
std::optional<std::map<QueueIndex, std::uint64_t>> queue_packets(const NicCounters& earlier,
                                                                 const NicCounters& later);

/// The receive queues in a vector's label ("rx 3", "rx+tx 0-1", "rx 0 tx 1").
CpuSet receive_queues_in(std::string_view label);

}  // namespace holdfast
