// FakeAgentHost: a host in memory for the agent's tests: a snapshot that tests change, interrupts
// that fire when told, a clock that stands until it is moved, and a kernel that can refuse.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/agent_host.h"

namespace holdfast {

class FakeAgentHost final : public AgentHost {
 public:
  explicit FakeAgentHost(HostSnapshot host) : host_(std::move(host)) {}

  Result<void> write(const Setting& wanted) override;
  HostSnapshot read_all(const SnapshotScope&) override;
  std::optional<std::string> value(const SettingObject& object) override;
  std::optional<CpuSet> effective(const SettingObject& object) override;
  std::string cpuset(const SettingObject& object) override;
  Observation observe(const Intent& intent) override;
  void forget_kept() override {}
  bool apply_under_way() override { return apply_runs; }
  std::vector<ApplyRecord> ended_applies() override { return std::exchange(ended, {}); }
  std::vector<ClockReading> clocks() override { return clock_readings; }
  std::vector<CacheReading> cache(const CpuSet&) override { return cache_readings; }
  std::vector<GatewayGauges> gateways() override { return std::exchange(gateway_gauges, {}); }
  void keep_stream(const std::optional<ProbeStreamSettings>& settings) override {
    stream_settings = settings;
  }
  std::vector<WatchSource> meters() const override { return {}; }
  Result<void> stay_on(const CpuSet& cpus) override;
  OwnCost own_cost(const OwnCost&) override { return {}; }
  Instant now() override { return now_; }
  std::int64_t wall_ns() override { return now_.ns + 1'800'000'000'000'000'000 + wall_step_ns; }

  /// Another actor writes: no sighting comes of it by itself.
  void put(const Setting& setting);
  /// So many interrupts of each vector, at its effective CPU; a pending move happens first.
  void fire(std::uint64_t count);
  void pass(double seconds) { now_.ns += static_cast<std::int64_t>(seconds * 1e9); }
  HostSnapshot& host() { return host_; }

  std::vector<Setting> written;                        // by the agent
  std::function<Result<void>(const Setting&)> refuse;  // asked first
  bool apply_runs = false;
  std::optional<TraceReading> trace;  // what BPF would have counted; none: it is not there
  std::optional<ProbeStreamSettings> stream_settings;  // as the agent asked
  std::optional<ProbeStreamReading> stream;            // what it brings in every window
  std::int64_t wall_step_ns = 0;                       // the wall clock was set
  std::vector<ApplyRecord> ended;
  std::vector<ClockReading> clock_readings;
  std::vector<CacheReading> cache_readings;
  std::vector<GatewayGauges> gateway_gauges;
  /// Interrupts whose place does not follow their mask until it is written again.
  std::set<std::uint32_t> stuck;
  bool stay_stuck = false;        // … and not even then
  std::vector<CpuSet> stayed_on;  // what stay_on was asked
  bool may_not_stay = false;
  std::function<void()> before_effective;  // once, between the reading of a mask and of its place
  std::size_t sweeps = 0;

 private:
  HostSnapshot host_;
  Instant now_{1'000'000'000};
};

}  // namespace holdfast
