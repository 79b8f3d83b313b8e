// Where flows land on a host: queue, vector, CPU and node, and who else is there.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "model/flow.h"
#include "model/host_snapshot.h"
#include "rss/rss.h"

namespace holdfast {

struct FlowPlace {
  Flow flow;
  std::string nic;  // empty: no interface has the flow's local address
  Steering steering;
  std::optional<IrqNumber> irq;
  std::optional<CpuSet> cpus;  // where the vector's interrupts are delivered
  std::optional<NumaNode> node;
  std::size_t sharing = 0;  // others of these flows on the same queue
};

/// The flows' own interfaces (Flow::nic), or `nic` for those that have none.
std::vector<FlowPlace> place_flows(const HostSnapshot& host, const std::vector<Flow>& flows,
                                   const std::string& nic);

/// The vector that serves a receive queue; null when it is not known.
const Vector* vector_of(const HostSnapshot& host, const Nic& nic, QueueIndex queue);

}  // namespace holdfast
