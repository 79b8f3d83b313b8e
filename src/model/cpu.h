// The host's processors: which there are, which are set apart, and how they hang together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/cpu_set.h"
#include "base/ids.h"

namespace holdfast {

struct Cpu {
  CpuId id;
  std::optional<NumaNode> node;
  std::optional<std::uint32_t> package;
  std::optional<std::uint32_t> core;
  CpuSet smt_siblings;   // this CPU among them; empty when the kernel does not say
  CpuSet llc_siblings;   // CPUs that share the last-level cache, this one among them
  std::string governor;  // cpufreq scaling_governor; empty without cpufreq
  std::optional<std::uint64_t>
      max_idle_latency_us;  // exit latency of the deepest enabled idle state
  friend bool operator==(const Cpu&, const Cpu&) = default;
};

struct NumaNodeCpus {
  NumaNode node;
  CpuSet cpus;
  std::vector<std::uint32_t> distances;  // to node 0, 1, …, as ACPI SLIT gives them
  friend bool operator==(const NumaNodeCpus&, const NumaNodeCpus&) = default;
};

struct CpuTopology {
  CpuSet possible;
  CpuSet online;
  CpuSet isolated;   // /sys/devices/system/cpu/isolated: isolcpus=domain (cpusets not included)
  CpuSet nohz_full;  // /sys/devices/system/cpu/nohz_full
  CpuSet rcu_nocbs;  // from the kernel command line; the kernel shows it nowhere else
  std::vector<Cpu> cpus;  // online ones, ascending
  std::vector<NumaNodeCpus> nodes;
  std::string smt_control;  // "on", "off", "forceoff", "notsupported", "notimplemented"; or empty

  /// The CPU's record; nullptr when it is not online.
  const Cpu* find(CpuId id) const;
  /// CPUs that ordinary work may use: online, neither isolated nor nohz_full.
  CpuSet housekeeping() const;
  /// The node's CPUs; empty when there is no such node.
  CpuSet cpus_of(NumaNode node) const;
  friend bool operator==(const CpuTopology&, const CpuTopology&) = default;
};

}  // namespace holdfast
