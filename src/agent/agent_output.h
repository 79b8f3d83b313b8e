// AgentOutput: who hears what the agent sees: the store, the feed, the features page, the journal.
// Real: in cli/run.cc and agent/. Nothing of it may block.
#pragma once

#include "base/instant.h"
#include "metrics/derive.h"
#include "model/agent_status.h"
#include "model/apply_record.h"
#include "model/cache_reading.h"
#include "model/event.h"
#include "model/gateway_gauges.h"
#include "model/host_snapshot.h"
#include "model/metric_frame.h"

namespace holdfast {

class AgentOutput {
 public:
  virtual ~AgentOutput() = default;
  virtual void tell(const Event& event) { static_cast<void>(event); }
  virtual void tell(const MetricFrame& frame) { static_cast<void>(frame); }
  virtual void tell(const AgentStatus& status) { static_cast<void>(status); }
  virtual void tell(const ApplyRecord& apply) { static_cast<void>(apply); }
  virtual void tell(const ClockReading& clock) { static_cast<void>(clock); }
  virtual void tell(const CacheReading& cache) { static_cast<void>(cache); }
  virtual void tell(const GatewayGauges& gauges) { static_cast<void>(gauges); }
  /// After each reading of the whole host.
  virtual void tell(const HostSnapshot& host, const Intent& intent) {
    static_cast<void>(host);
    static_cast<void>(intent);
  }
  /// What they have to say of themselves in the agent's status.
  virtual void add_to(AgentStatus& status) const { static_cast<void>(status); }
  /// At the end of each turn.
  virtual void turn(const MetricFrame& last, Instant now) {
    static_cast<void>(last);
    static_cast<void>(now);
  }
};

}  // namespace holdfast
