// HostBuilder: a host for tests of the audit, built from one that is as every profile wants it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plan/audit.h"
#include "rss/hash_input.h"

namespace holdfast {

/// Eight CPUs on two nodes (0-3, 4-7) without SMT; eth0 (ixgbe, node 0) with four combined queues,
/// irq 30+Q pinned to CPU Q. Two samples, ten seconds apart, in which nothing happened.
class HostBuilder {
 public:
  HostBuilder();

  HostSnapshot host;
  Sample earlier, later;
  ProfileName profile = ProfileName::any;

  Nic& eth0() { return host.nics.front(); }
  Vector& irq(std::uint32_t number);

  /// Adds eth0's vector `number`, pinned and effective there.
  Vector& add_vector(std::uint32_t number, VectorRole role, std::uint32_t queue, std::uint32_t cpu);
  void place(std::uint32_t number, std::uint32_t cpu);  // requested and effective
  void fires(std::uint32_t number, std::uint32_t cpu, std::uint64_t count);  // between the samples
  void counts(std::string name, std::uint64_t before, std::uint64_t after);  // a statistic of eth0
  /// CPUs i and i + 4 share a core.
  void with_smt();
  void isolate(const CpuSet& cpus) { host.topology.isolated = cpus; }
  /// A thread of that process, pinned.
  void pin_thread(std::uint32_t process, const CpuSet& cpus);
  /// A TCP flow of eth0 from 10.0.0.9:`port`; process 0: unknown.
  Flow& add_flow(std::uint16_t port, std::uint32_t process);
  /// Every bucket i of the table on queue i modulo `queues`.
  void spread_over(std::uint32_t queues);
  Feature& feature(std::string_view name);

  std::vector<Finding> findings() const;
  /// The findings of that rule.
  std::vector<Finding> findings_of(std::string_view rule) const;
};

/// A rule's two cases: what triggers it, and the nearest host that it must spare.
struct RuleCase {
  std::string rule;
  std::string object;  // of the first finding
  std::function<void(HostBuilder&)> triggers;
  std::string nearly;  // what the second host is, in words
  std::function<void(HostBuilder&)> spares;
};

void PrintTo(const RuleCase& rule_case, std::ostream* out);

/// Expects of each case what it says, and that every rule of `rows` has one.
void expect_cases(std::span<const Rule> rows, const std::vector<RuleCase>& cases);

}  // namespace holdfast
