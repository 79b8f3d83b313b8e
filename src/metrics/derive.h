// derive: two observations of a host and what its vectors are meant for → MetricFrame. Pure; the
// definitions are DESIGN §7 and TCA §4, to the letter.
#pragma once

#include <string>
#include <vector>

#include "model/cpu.h"
#include "model/metric_frame.h"
#include "model/probe_stream.h"
#include "model/sample.h"
#include "model/trace.h"

namespace holdfast {

/// Where a NIC's vector belongs, by the policy; `cpus` empty: the policy does not place it.
struct VectorTarget {
  IrqNumber irq;
  std::string nic;
  std::string label;  // queue_label
  CpuSet cpus;
  std::optional<NumaNode> nic_node;
  bool up = true;  // its interface
  friend bool operator==(const VectorTarget&, const VectorTarget&) = default;
};

struct VectorPlace {
  IrqNumber irq;
  CpuSet requested, effective;
  friend bool operator==(const VectorPlace&, const VectorPlace&) = default;
};

/// One reading: counters, and where the vectors are.
struct Observation {
  Sample sample;
  std::vector<VectorPlace> places;           // ascending by IRQ
  std::int64_t at_ns = 0;                    // ns since 1970, UTC
  std::optional<TraceReading> trace;         // with BPF
  std::optional<ProbeStreamReading> stream;  // where the policy has one
};

/// What does not change from window to window.
struct Intent {
  std::vector<VectorTarget> targets;  // ascending by IRQ
  CpuTopology topology;
  bool intersect = false;  // TCA §4 `--rule intersect`: outside only when no CPU is inside
  std::uint64_t least_interrupts = 1;  // in a window, for a vector to be active (TCA §4, n_min)
  friend bool operator==(const Intent&, const Intent&) = default;
};

/// What stands in no sample is said in `diagnostics`. Vectors of the device itself ("admin",
/// "async", "ptp") have a state and are in no share: they serve no queue.
/// `regime`, `gates`, `own`, `jitter.ratio` and `sad_delta` are left empty: others know them.
/// `jitter` is the later observation's stream's, or else its trace's; empty without either.
MetricFrame derive(const Observation& earlier, const Observation& later, const Intent& intent);

}  // namespace holdfast
