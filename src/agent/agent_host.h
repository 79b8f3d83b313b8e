// AgentHost: the host as the agent sees it: whole now and then, single settings at once, counters
// each second. Real: LiveAgentHost. Fake: FakeAgentHost (agent/fake_agent_host.h). One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "host/setting_writer.h"
#include "host/snapshot.h"
#include "metrics/derive.h"
#include "model/agent_status.h"
#include "model/apply_record.h"
#include "model/cache_reading.h"
#include "model/gateway_gauges.h"
#include "model/host_snapshot.h"
#include "model/probe_stream.h"

namespace holdfast {

class AgentHost : public SettingWriter {
 public:
  /// The whole state, as `scope` says.
  virtual HostSnapshot read_all(const SnapshotScope& scope) = 0;
  /// One setting now, within microseconds; nullopt for kinds that only read_all knows, and for
  /// things that are gone.
  virtual std::optional<std::string> value(const SettingObject& object) = 0;
  /// Where the interrupt of a vector or device_irq is delivered.
  virtual std::optional<CpuSet> effective(const SettingObject& object) = 0;
  /// The path of the cgroup whose cpuset bounds a thread_affinity's thread; empty: not known.
  virtual std::string cpuset(const SettingObject& object) {
    static_cast<void>(object);
    return "";
  }
  /// Counters, and the places of the vectors that `intent` names. Of a vector that has neither
  /// fired nor been asked elsewhere since, effective may be what the call before had: it did no
  /// harm there. Its next interrupt tells, and read_all does.
  virtual Observation observe(const Intent& intent) = 0;
  /// Interrupts may have got other numbers: nothing that is kept is believed any more.
  virtual void forget_kept() = 0;
  /// A person's apply or rollback is under way: the agent keeps its hands off.
  virtual bool apply_under_way() = 0;
  /// Those that ended since the last call; the first has all of this boot.
  virtual std::vector<ApplyRecord> ended_applies() { return {}; }
  /// Each clock that the host has, as it is now.
  virtual std::vector<ClockReading> clocks() { return {}; }
  /// Performance counters of these CPUs; none where there are none.
  virtual std::vector<CacheReading> cache(const CpuSet& cpus) {
    static_cast<void>(cpus);
    return {};
  }
  /// What gateways on this host have told since the last call.
  virtual std::vector<GatewayGauges> gateways() { return {}; }
  /// From now on observations have what this stream of probe packets brought; nullopt: there is
  /// none. Nothing happens when it is as before.
  virtual void keep_stream(const std::optional<ProbeStreamSettings>& settings) {
    static_cast<void>(settings);
  }
  /// Ways of reading that can lack: the last four, and why.
  virtual std::vector<WatchSource> meters() const { return {}; }
  /// The agent itself, and what it has started, run on these CPUs from now on.
  virtual Result<void> stay_on(const CpuSet& cpus) {
    static_cast<void>(cpus);
    return {};
  }
  /// What the agent itself has used since `earlier` was returned: `cpu` is a share of one core.
  virtual OwnCost own_cost(const OwnCost& earlier) = 0;
  virtual Instant now() = 0;
  virtual std::int64_t wall_ns() = 0;  // since 1970, UTC
};

}  // namespace holdfast
