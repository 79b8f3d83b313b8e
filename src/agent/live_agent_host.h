// LiveAgentHost: the host that we run on, as the agent sees it.
#pragma once

#include <memory>
#include <string>

#include "agent/agent_host.h"

namespace holdfast {

class PacketTracer;

class LiveAgentHost final : public AgentHost {
 public:
  /// Without a tracer observations have no trace.
  explicit LiveAgentHost(std::shared_ptr<PacketTracer> tracer = nullptr);
  ~LiveAgentHost() override;

  Result<void> write(const Setting& wanted) override;
  HostSnapshot read_all(const SnapshotScope& scope) override;
  std::optional<std::string> value(const SettingObject& object) override;
  std::optional<CpuSet> effective(const SettingObject& object) override;
  Observation observe(const Intent& intent) override;
  void forget_kept() override;
  bool apply_under_way() override;
  OwnCost own_cost(const OwnCost& earlier) override;
  Instant now() override;
  std::int64_t wall_ns() override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
