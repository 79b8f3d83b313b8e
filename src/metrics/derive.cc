#include "metrics/derive.h"

#include <algorithm>

#include "metrics/derive_parts.h"

namespace holdfast {

bool serves_queue(std::string_view label) {
  return label != "admin" && label != "async" && label != "ptp";
}

const VectorPlace* find_place(const Observation& observation, IrqNumber irq) {
  const auto& places = observation.places;
  const auto found = std::lower_bound(places.begin(), places.end(), irq,
                                      [](const VectorPlace& a, IrqNumber b) { return a.irq < b; });
  return found != places.end() && found->irq == irq ? &*found : nullptr;
}

CpuSet online_target(const VectorTarget& target, const CpuTopology& topology) {
  return topology.online.empty() ? target.cpus : target.cpus & topology.online;
}

CpuSet all_targets(const Intent& intent) {
  CpuSet all;
  for (const auto& target : intent.targets) {
    if (target.up && serves_queue(target.label)) all |= online_target(target, intent.topology);
  }
  return all;
}

MetricFrame derive(const Observation& earlier, const Observation& later, const Intent& intent) {
  const Window window{earlier, later, intent};
  MetricFrame frame;
  frame.at_ns = later.at_ns;
  frame.at = later.sample.at;
  frame.seconds = window.seconds();
  frame.diagnostics = later.sample.diagnostics;
  if (frame.seconds <= 0) {
    diagnose(frame.diagnostics, ErrorCode::malformed, "sample", 0,
             "the later sample is not later than the earlier one: nothing is derived from them");
    frame.seconds = 0;
    return frame;
  }
  derive_vectors(window, frame);
  derive_mismatch(window, frame);
  derive_remote(window, frame);
  derive_cpus(window, frame);
  derive_spread(window, frame);
  derive_pressure(window, frame);
  derive_trace(window, frame);
  derive_delays(window, frame);
  derive_stream(window, frame);
  return frame;
}

}  // namespace holdfast
