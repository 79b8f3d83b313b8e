#include "plan/cpu_roles.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast {

CpuSet isolated_cpus(const CpuTopology& topology) { return topology.isolated | topology.nohz_full; }

CpuSet nic_interrupt_cpus(const HostSnapshot& host) {
  CpuSet cpus;
  for (const auto& vector : host.vectors) {
    const bool of_queue = vector.role != VectorRole::admin && vector.role != VectorRole::async &&
                          vector.role != VectorRole::ptp;
    if (vector.nic.empty() || !of_queue || !vector.effective || vector.counts.empty()) continue;
    cpus |= *vector.effective;
  }
  return cpus;
}

bool is_pinned(const Thread& thread) { return !thread.kernel && thread.affinity.size() == 1; }

bool is_realtime(const Thread& thread) {
  return thread.policy == SchedulingPolicy::fifo || thread.policy == SchedulingPolicy::rr ||
         thread.policy == SchedulingPolicy::deadline;
}

bool is_network_flow(const HostSnapshot& host, const Flow& flow) {
  if (flow.nic.empty()) return false;
  const Nic* nic = host.find_nic(flow.nic);
  return !nic || nic->kind != NicKind::loopback;
}

std::vector<ThreadId> flow_holders(const HostSnapshot& host) {
  std::vector<ThreadId> holders;
  for (const auto& flow : host.flows) {
    if (flow.process && is_network_flow(host, flow)) holders.push_back(*flow.process);
  }
  std::sort(holders.begin(), holders.end());
  holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
  return holders;
}

bool holds_flow(const std::vector<ThreadId>& holders, const Thread& thread) {
  return std::binary_search(holders.begin(), holders.end(), thread.process) ||
         std::binary_search(holders.begin(), holders.end(), thread.id);
}

bool is_critical(const std::vector<ThreadId>& holders, const Thread& thread) {
  return is_pinned(thread) && (is_realtime(thread) || holds_flow(holders, thread));
}

CpuSet pinned_cpus(const HostSnapshot& host) {
  CpuSet cpus;
  for (const auto& thread : host.threads) {
    if (is_pinned(thread)) cpus |= thread.affinity;
  }
  return cpus;
}

CpuSet near_cpus(const CpuTopology& topology, const CpuSet& cpus) {
  CpuSet near = cpus;
  for (const auto id : cpus.to_vector()) {
    const Cpu* cpu = topology.find(id);
    if (!cpu) continue;
    if (!cpu->llc_siblings.empty()) {
      near |= cpu->llc_siblings;
    } else if (cpu->node) {
      near |= topology.cpus_of(*cpu->node);
    } else {
      near |= topology.online;
    }
  }
  return near;
}

std::string label_of(const Thread& thread) {
  return fmt::format("{} ({})", thread.comm, thread.id.value);
}

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kShown) text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}

}  // namespace holdfast
