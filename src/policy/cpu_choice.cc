#include "policy/cpu_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/fix_text.h"
#include "plan/nic_view.h"

namespace holdfast {
namespace {

// A core as the CPUs that share it; one CPU where the kernel tells no siblings.
std::vector<CpuSet> cores_of(const CpuTopology& topology, const CpuSet& among) {
  std::vector<CpuSet> cores;
  CpuSet seen;
  for (const auto id : among.to_vector()) {
    if (seen.contains(id)) continue;
    const Cpu* cpu = topology.find(id);
    CpuSet core =
        cpu != nullptr && !cpu->smt_siblings.empty() ? cpu->smt_siblings & among : CpuSet{};
    core.add(id);
    seen |= core;
    cores.push_back(core);
  }
  return cores;
}

// The node of most of the interfaces; the first one named wins a tie.
std::optional<NumaNode> node_of(const std::vector<const Nic*>& nics) {
  std::optional<NumaNode> best;
  std::ptrdiff_t most = 0;
  for (const auto* nic : nics) {
    if (!nic->node) continue;
    const auto count = std::count_if(nics.begin(), nics.end(),
                                     [&](const Nic* other) { return other->node == nic->node; });
    if (count > most) {
      best = nic->node;
      most = count;
    }
  }
  return best;
}

std::string node_sentence(const std::vector<const Nic*>& nics, NumaNode node, const CpuSet& cpus) {
  std::string names;
  for (const auto* nic : nics) {
    if (nic->node == node) names += (names.empty() ? "" : ", ") + nic->name;
  }
  return fmt::format("{} on NUMA node {}: {}.", names, node.value, cpus_text(cpus));
}

std::size_t queues_of(const std::vector<const Nic*>& nics) {
  std::size_t most = 1;
  for (const auto* nic : nics) most = std::max<std::size_t>(most, nic->active_rx_queues());
  return most;
}

CpuChoice spread_over_all(const CpuSet& online) {
  return {online, online, {}, {"high-pps spreads the queues over every CPU; no CPU is set apart."}};
}

CpuChoice on_two_or_fewer(const CpuSet& online) {
  const CpuSet first{online.first()->value};
  const CpuSet rest = online - first;
  CpuChoice choice{first, rest.empty() ? first : rest, rest.empty() ? first : rest, {}};
  choice.reasons.push_back(fmt::format(
      "Only {} online: interrupts and trading threads share {}; that is no host for low latency.",
      cpus_text(online), cpus_text(choice.trading)));
  return choice;
}

// Cores of `local` for interrupts: one per queue, no more than a quarter of them.
CpuSet irq_cores(const std::vector<CpuSet>& cores, std::size_t queues) {
  const std::size_t count = std::clamp<std::size_t>(cores.size() / 4, 1, queues);
  CpuSet chosen;
  for (std::size_t i = 0; i < count && i < cores.size(); ++i) chosen |= cores[i];
  return chosen;
}

}  // namespace

std::vector<const Nic*> policy_nics(const HostSnapshot& host) {
  std::vector<const Nic*> all;
  for (const auto* nic : audited_nics(host)) {
    const auto vectors = host.vectors_of(*nic);
    const bool movable = std::any_of(vectors.begin(), vectors.end(), [](const Vector* vector) {
      return !vector->managed && serves_packets(*vector);
    });
    if (nic->kind == NicKind::physical && movable) all.push_back(nic);
  }
  std::vector<const Nic*> up;
  for (const auto* nic : all) {
    if (nic->admin_up) up.push_back(nic);
  }
  return up.empty() ? all : up;
}

CpuChoice choose_cpus(const HostSnapshot& host, const std::vector<const Nic*>& nics,
                      ProfileName profile) {
  const auto& topology = host.topology;
  const CpuSet online = topology.online.empty() ? CpuSet{0} : topology.online;
  if (profile == ProfileName::high_pps) return spread_over_all(online);

  const CpuSet apart = (topology.isolated | topology.nohz_full) & online;
  const auto node = node_of(nics);
  CpuSet local = node ? topology.cpus_of(*node) & online : online;
  if (local.empty()) local = online;

  CpuChoice choice;
  if (node) choice.reasons.push_back(node_sentence(nics, *node, local));
  if (!apart.empty() && !(online - apart).empty()) {
    choice.trading = apart.intersects(local) ? apart & local : apart;
    const CpuSet rest = online - apart;
    const CpuSet near = rest.intersects(local) ? rest & local : rest;
    const auto cores = cores_of(topology, near);
    const CpuSet& first = cores.front();
    choice.irq =
        cores.size() > 1 ? irq_cores({cores.begin() + 1, cores.end()}, queues_of(nics)) : near;
    choice.housekeeping = (rest - choice.irq).empty() ? first : rest - choice.irq;
    choice.reasons.push_back(fmt::format(
        "The kernel sets {} apart (isolcpus, nohz_full): those of the NICs' node are for trading.",
        cpus_text(apart)));
    return choice;
  }

  const auto cores = cores_of(topology, online);
  if (cores.size() <= 2) {
    if (cores.size() == 1) return on_two_or_fewer(online);
    choice.housekeeping = cores[0];
    choice.irq = choice.trading = cores[1];
    choice.reasons.push_back(
        fmt::format("Only two cores: interrupts and trading threads share {}, and {} keeps house.",
                    cpus_text(cores[1]), cpus_text(cores[0])));
    return choice;
  }
  const CpuSet& first = cores.front();
  CpuSet free = local - first;
  if (cores_of(topology, free).size() < 2) free = online - first;
  const auto free_cores = cores_of(topology, free);
  choice.irq = irq_cores(free_cores, queues_of(nics));
  choice.trading = free - choice.irq;
  choice.housekeeping = online - choice.irq - choice.trading;
  choice.reasons.push_back(fmt::format("{} keeps house: the kernel's own work starts there.",
                                       cpus_text(choice.housekeeping)));
  choice.reasons.push_back(
      fmt::format("{} for interrupts: one core per queue, a quarter of the local cores at most.",
                  cpus_text(choice.irq)));
  choice.reasons.push_back(
      fmt::format("{} for trading threads; the kernel command line does not set them apart yet.",
                  cpus_text(choice.trading)));
  if (topology.smt_control == "on") {
    choice.reasons.push_back(
        "SMT is on: classes hold whole cores; leave one thread of a trading core idle.");
  }
  return choice;
}

}  // namespace holdfast
