// Inside of derive: each part fills in its members of the frame, in this order.
#pragma once

#include <string_view>

#include "metrics/derive.h"

namespace holdfast {

/// Both ends of a window.
struct Window {
  const Observation& earlier;
  const Observation& later;
  const Intent& intent;
  double seconds() const { return elapsed_seconds(earlier.sample.at, later.sample.at); }
};

/// Vectors of the device itself serve no queue: they move no packets and are in no share.
bool serves_queue(std::string_view label);
/// The place of that vector; nullptr without it.
const VectorPlace* find_place(const Observation& observation, IrqNumber irq);
/// CPUs of the policy that are online.
CpuSet online_target(const VectorTarget& target, const CpuTopology& topology);
/// On which CPUs the queues' vectors that are up are meant to be worked on.
CpuSet all_targets(const Intent& intent);

void derive_vectors(const Window& window, MetricFrame& frame);   // vectors, their counts
void derive_mismatch(const Window& window, MetricFrame& frame);  // VAM
void derive_remote(const Window& window, MetricFrame& frame);    // NRS
void derive_cpus(const Window& window, MetricFrame& frame);      // cpus, packets, steal
void derive_spread(const Window& window, MetricFrame& frame);    // SAD, leak
void derive_trace(const Window& window, MetricFrame& frame);     // traced softirqs
void derive_delays(const Window& window, MetricFrame& frame);    // HJ95 and its parts
void derive_stream(const Window& window, MetricFrame& frame);    // HJ95 of a probe stream
void derive_pressure(const Window& window, MetricFrame& frame);  // iowait, vector budget

}  // namespace holdfast
