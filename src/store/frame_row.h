// FrameRow: a MetricFrame's figures as a row of the table `frames`, and back. Vectors, CPUs and
// diagnostics are not in it.
#pragma once

#include "base/result.h"
#include "model/metric_frame.h"
#include "store/database.h"

namespace holdfast {

/// In the table's order, after `id` and `host`.
inline constexpr const char* kFrameColumns =
    "at_ns, monotonic_ns, seconds, vam_requested, vam_effective, vam_delivered, active_vectors, "
    "drifted_vectors, pending_vectors, untargeted_vectors, nrs, nrs_source, sad, sad_normalised, "
    "sad_delta, leak, hj50_ns, hj95_ns, hj99_ns, hj95x_ns, hj95_low_ns, hj95_high_ns, hj95x_ratio, "
    "jitter_count, jitter_negative, jitter_source, jitter_clock, interrupts, packets, "
    "softnet_dropped, softnet_squeezed, interrupts_per_packet, iowait_idle_disks, steal, "
    "vector_budget, own_cpu, own_resident_bytes, own_longest_turn_ns, own_events_dropped, regime, "
    "seconds_in_regime, burst_pacing, aggression_cap, queue_safe, conservative, "
    "softirq_p50_ns, softirq_p95_ns, softirq_p99_ns, softirq_count, canary";
inline constexpr int kFrameColumnCount = 50;

/// Runs `insert`, whose parameters are id, host and kFrameColumns.
Result<void> insert_frame(Statement& insert, const MetricFrame& frame, std::int64_t id,
                          std::int64_t host);
/// Of a row of kFrameColumns. malformed: a regime that there is not.
Result<MetricFrame> frame_of(const Statement& row);

}  // namespace holdfast
