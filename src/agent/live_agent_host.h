// LiveAgentHost: the host that we run on, as the agent sees it; or a folder that looks like one.
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
  /// Gauges are read from these files from now on.
  void read_gateways(const std::vector<std::string>& gauge_files);
  /// `root` as a host's, below a folder; its kernel answers what was recorded. Without writing.
  static Result<std::unique_ptr<LiveAgentHost>> of_folder(const std::string& root);
  ~LiveAgentHost() override;

  Result<void> write(const Setting& wanted) override;
  HostSnapshot read_all(const SnapshotScope& scope) override;
  std::optional<std::string> value(const SettingObject& object) override;
  std::optional<CpuSet> effective(const SettingObject& object) override;
  std::string cpuset(const SettingObject& object) override;
  Observation observe(const Intent& intent) override;
  void forget_kept() override;
  bool apply_under_way() override;
  std::vector<ApplyRecord> ended_applies() override;
  std::vector<ClockReading> clocks() override;
  std::vector<CacheReading> cache(const CpuSet& cpus) override;
  std::vector<GatewayGauges> gateways() override;
  void keep_stream(const std::optional<ProbeStreamSettings>& settings) override;
  std::vector<WatchSource> meters() const override;
  Result<void> stay_on(const CpuSet& cpus) override;
  OwnCost own_cost(const OwnCost& earlier) override;
  Instant now() override;
  std::int64_t wall_ns() override;

  /// A process that the agent has started: it stays where the agent stays.
  void take_along(std::uint32_t process);

 private:
  struct Parts;
  explicit LiveAgentHost(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace holdfast
