// PlanHost: a host for tests of planning, and demands for it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/host_snapshot.h"
#include "plan/make_plan.h"

namespace holdfast {

/// 8 CPUs, the last offline unless said otherwise. eth0 (ice): 4 combined channels of 8, a vector
/// for each at irq 40 to 43 on the CPU of its number, an admin vector at 44; rings, coalescing,
/// features, RSS over 128 buckets, a rule table. irq 50 is a disk's, 51 a managed one of a disk.
struct PlanHost {
  HostSnapshot host;
  Demands demands;

  PlanHost();
  Nic& nic() { return host.nics.front(); }
  Vector& vector(std::uint32_t irq);
  /// Appends a demand for eth0 and gives it, to be changed further.
  Demand& demand(SettingKind kind, std::string name, std::string value);
  /// One that is no interface's.
  Demand& host_demand(SettingKind kind, std::string name, std::string value);

  Plan plan() const { return make_plan(demands, host); }
  /// The host after the plan was carried out by a perfect kernel.
  static void carry_out(const Plan& plan, HostSnapshot& host);
};

/// "eth0 rings: rx 512 → rx 256": label, before ("-" for none) and after of each step.
std::vector<std::string> texts_of(const std::vector<Step>& steps);
/// "eth9: there is no interface eth9 on this host"; "(expected)" behind those that are.
std::vector<std::string> texts_of(const std::vector<Refusal>& refusals);

}  // namespace holdfast
