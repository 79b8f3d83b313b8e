#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "policy/resolving.h"

namespace holdfast {
namespace {

// Where a queue's vector is demanded to be; empty when no demand places it.
CpuSet vector_cpus(const Demands& demands, const Nic& nic, std::uint32_t queue) {
  CpuSet cpus;
  const auto both = fmt::format("queue {}", queue);
  const auto rx = fmt::format("rx {}", queue);
  for (const auto& demand : demands.settings) {
    if (demand.kind != SettingKind::vector || demand.nic != nic.name) continue;
    if (demand.name != both && demand.name != rx) continue;
    if (const auto placed = CpuSet::parse_list(demand.value)) cpus = *placed;  // the last one wins
  }
  return cpus;
}

std::set<std::uint32_t> nodes_of(const CpuTopology& topology, const CpuSet& cpus) {
  std::set<std::uint32_t> nodes;
  for (const auto id : cpus.to_vector()) {
    const Cpu* cpu = topology.find(id);
    if (cpu && cpu->node) nodes.insert(cpu->node->value);
  }
  return nodes;
}

void check_queue(Resolving& resolving, const ThreadRule& rule, const CpuSet& cpus) {
  const auto& topology = resolving.host.topology;
  bool found = false;
  for (const auto& nic : resolving.host.nics) {
    if (!matches_glob(rule.queue->nic.text, nic.name)) continue;
    found = true;
    const auto placed = vector_cpus(resolving.out.demands, nic, rule.queue->queue);
    auto wanted = nodes_of(topology, placed);
    if (wanted.empty() && nic.node) wanted.insert(nic.node->value);
    const auto own = nodes_of(topology, cpus);
    const bool fits =
        wanted.empty() || std::includes(wanted.begin(), wanted.end(), own.begin(), own.end());
    if (fits) continue;
    resolving.complaints.error(
        rule.cpus->place,
        fmt::format("thread {} would run on CPU {} (node {}), and {} queue {}, which it reads, is "
                    "served on {} (node {}): put both on one node",
                    quoted(rule.name.empty() ? rule.match.comm : rule.name), cpus.to_list(),
                    fmt::join(own, ", "), nic.name, rule.queue->queue,
                    placed.empty() ? "the interface's node" : "CPU " + placed.to_list(),
                    fmt::join(wanted, ", ")));
  }
  if (!found) {
    resolving.complaints.error(rule.queue->nic.place, fmt::format("no interface of this host is {}",
                                                                  quoted(rule.queue->nic.text)));
  }
}

void name_thread(Demand& demand, const ThreadRule& rule) {
  demand.match = rule.match;
  demand.thread = rule.name;
}

}  // namespace

void resolve_threads(Resolving& resolving) {
  for (const auto& rule : resolving.policy.threads) {
    ResolvedThread thread{rule.name, rule.match, {}, "", rule.place};
    if (rule.cpus) {
      if (const auto cpus = resolving.cpus_of(*rule.cpus, nullptr)) {
        thread.cpus = *cpus;
        if (rule.queue) check_queue(resolving, rule, *cpus);
        resolving.demand(SettingKind::thread_affinity, "", "", cpus->to_list(), rule.cpus->place);
        name_thread(resolving.out.demands.settings.back(), rule);
      }
    }
    if (rule.policy) {
      thread.scheduling =
          rule.priority ? rule.policy->text + " " + rule.priority->text : rule.policy->text;
      resolving.demand(SettingKind::thread_scheduling, "", "", thread.scheduling,
                       rule.policy->place);
      name_thread(resolving.out.demands.settings.back(), rule);
    }
    resolving.out.threads.push_back(std::move(thread));
  }
}

}  // namespace holdfast
