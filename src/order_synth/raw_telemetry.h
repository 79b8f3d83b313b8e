// What the agent would have recorded on the made hosts: counts and affinities of interrupts, minute
// by minute, from which every bucket's regime can be read again.
#pragma once

#include <array>
#include <string>

#include "order_synth/raw_tables.h"

namespace holdfast {

inline constexpr std::array<RawTableFile, 6> kTelemetryTables = {{
    {"host_irq.csv", "host,ts_ns,irq,name,cpu,count"},
    {"host_affinity.csv", "host,ts_ns,irq,requested_list,effective_list,target_list"},
    {"affinity_events.csv", "host,ts_ns,irq,from,to,cause"},
    {"cache.csv", "host,ts_ns,cpu,llc_miss,packets"},
    {"clock.csv", "host,ts_ns,source,offset_ns,max_error_ns"},
    {"host_topology.csv", "host,cpu,node,online,nic,nic_node"},
}};

using TelemetryText = std::array<std::string, kTelemetryTables.size()>;

/// One host's session, all tables; its topology with the first session.
void append_telemetry(TelemetryText& to, const OrderWorld& world, std::uint32_t host,
                      std::uint32_t session);

}  // namespace holdfast
