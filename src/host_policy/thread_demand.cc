#include "host_policy/thread_demand.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {
namespace {

bool is_of_thread(const Demand& demand) {
  return demand.kind == SettingKind::thread_affinity ||
         demand.kind == SettingKind::thread_scheduling;
}

tl::unexpected<Error> no_such_thread(const Demands& demands, const std::string& thread) {
  std::string names;
  for (const auto& demand : demands.settings) {
    if (!is_of_thread(demand) || demand.thread.empty()) continue;
    const std::string quoted = fmt::format("\"{}\"", demand.thread);
    if (names.find(quoted) != std::string::npos) continue;
    names += (names.empty() ? "" : ", ") + quoted;
  }
  return fail(ErrorCode::usage,
              fmt::format("{} names no thread \"{}\"; {}", demands.source, thread,
                          names.empty() ? "none of its threads has a name" : "it has " + names));
}

/// The nodes that the CPUs are on; none where the host has one node only: nothing to choose.
std::vector<NumaNode> nodes_of(const CpuSet& cpus, const CpuTopology& topology) {
  std::vector<NumaNode> nodes;
  for (const auto& node : topology.nodes) {
    if (node.cpus.intersects(cpus)) nodes.push_back(node.node);
  }
  if (nodes.size() == topology.nodes.size()) nodes.clear();
  return nodes;
}

}  // namespace

Result<Launch> launch_of(const Demands& demands, const std::string& thread,
                         const CpuTopology& topology) {
  Launch launch;
  bool found = false;
  for (const auto& demand : demands.settings) {
    if (!is_of_thread(demand) || demand.thread != thread || thread.empty()) continue;
    found = true;
    if (demand.kind == SettingKind::thread_affinity) {
      const auto cpus = CpuSet::parse_list(demand.value);
      if (!cpus) return tl::unexpected(cpus.error());
      launch.cpus = *cpus;
      launch.memory_nodes = nodes_of(*cpus, topology);
    } else {
      const auto scheduling = parse_thread_scheduling(demand.value);
      if (!scheduling) return tl::unexpected(scheduling.error());
      launch.scheduling = *scheduling;
    }
  }
  if (!found) return no_such_thread(demands, thread);
  return launch;
}

}  // namespace holdfast
