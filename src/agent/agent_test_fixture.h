// AgentWorld: an agent on a fake host of four CPUs and one NIC of four queues, one vector each
// (irq 40 to 43, wanted on the CPU of its number), with a policy that a test may change.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "agent/fake_agent_host.h"
#include "agent/scripted_watcher.h"

namespace holdfast {

class FakePolicy final : public PolicySource {
 public:
  std::string fingerprint() override { return text; }
  Result<SnapshotScope> read() override {
    if (!mistake.empty()) return fail(ErrorCode::usage, mistake);
    return SnapshotScope{};
  }
  Result<AgentPolicy> resolve(const HostSnapshot&) override {
    if (!lacking.empty()) return fail(ErrorCode::absent, lacking);
    return policy;
  }

  AgentPolicy policy;
  std::string text = "1";
  std::string mistake, lacking;
};

class KeptOutput final : public AgentOutput {
 public:
  using AgentOutput::tell;
  void tell(const Event& event) override { events.push_back(event); }
  void tell(const MetricFrame& frame) override { frames.push_back(frame); }
  void tell(const ClockReading& clock) override { clocks.push_back(clock); }
  void tell(const CacheReading& cache) override { caches.push_back(cache); }
  void tell(const GatewayGauges& gauges) override { gateways.push_back(gauges); }
  void tell(const ApplyRecord& apply) override { applies.push_back(apply); }

  std::vector<Event> events;
  std::vector<MetricFrame> frames;
  std::vector<ApplyRecord> applies;
  std::vector<ClockReading> clocks;
  std::vector<CacheReading> caches;
  std::vector<GatewayGauges> gateways;
};

HostSnapshot four_queues();
AgentPolicy pinned_policy(bool heal);

struct AgentWorld {
  explicit AgentWorld(bool heal, std::optional<CanarySchedule> canary = std::nullopt);
  /// Somebody writes the mask of a queue's vector; the watcher sees it unless told otherwise.
  void move(std::uint32_t queue, const std::string& cpus, const std::string& unit,
            bool seen = true);
  /// Turns of 100 ms for so long; each second every vector fires 100 times.
  void run(double seconds);
  const Vector& vector(std::uint32_t queue) {
    return *host.host().find_vector(IrqNumber{40 + queue});
  }
  std::vector<Event> of_kind(EventKind kind) const;

  FakeAgentHost host;
  FakePolicy policy;
  KeptOutput output;
  ScriptedWatcher* watcher;  // the agent's
  std::unique_ptr<Agent> agent;
};

}  // namespace holdfast
