#include "plan/placement.h"

#include <fmt/format.h>

#include <set>

#include "plan/fix_text.h"
#include "plan/nic_view.h"

namespace holdfast {
namespace {

// Packet queues of each CPU: a receive and a transmit vector of one queue count once.
std::map<CpuId, std::size_t> queues_per_cpu(const HostSnapshot& host, std::string_view but_of) {
  std::set<std::tuple<std::string_view, std::uint32_t, CpuId>> seen;
  std::map<CpuId, std::size_t> load;
  for (const auto& vector : host.vectors) {
    const auto cpu = effective_cpu(vector);
    if (!cpu || vector.nic == but_of || !serves_packets(vector)) continue;
    const auto queue = queue_number(vector).value_or(vector.irq.value);
    if (seen.insert({vector.nic, queue, *cpu}).second) ++load[*cpu];
  }
  return load;
}

CpuId least_loaded(const CpuSet& cpus, std::map<CpuId, std::size_t>& load) {
  const auto all = cpus.to_vector();
  CpuId best = all.front();
  for (const auto cpu : all) {
    if (load[cpu] < load[best]) best = cpu;
  }
  return best;
}

std::string vector_policy(const Vector& vector, CpuId cpu) {
  const auto queue = queue_number(vector);
  if (!queue) return fmt::format("{{role: {}, cpu: {}}}", name_of(vector.role), cpu.value);
  const bool one_way = vector.role == VectorRole::rx || vector.role == VectorRole::tx;
  return fmt::format("{{queue: {}, {}cpu: {}}}", *queue,
                     one_way ? fmt::format("direction: {}, ", name_of(vector.role)) : "",
                     cpu.value);
}

}  // namespace

CpuSet beside_isolated(const CpuTopology& topology) {
  const CpuSet apart = topology.isolated | topology.nohz_full;
  CpuSet beside;
  for (const auto& cpu : topology.cpus) {
    if (!apart.contains(cpu.id) && cpu.smt_siblings.intersects(apart)) beside.add(cpu.id);
  }
  return beside;
}

CpuSet packet_cpus(const HostSnapshot& host, const Nic& nic) {
  const auto& topology = host.topology;
  const CpuSet housekeeping = topology.housekeeping();
  const CpuSet quiet = housekeeping - beside_isolated(topology);
  if (nic.node) {
    const CpuSet local = topology.cpus_of(*nic.node);
    if (quiet.intersects(local)) return quiet & local;
    if (housekeeping.intersects(local)) return housekeeping & local;
  }
  return quiet.empty() ? housekeeping : quiet;
}

std::map<IrqNumber, CpuId> proposed_cpus(const HostSnapshot& host, const Nic& nic) {
  const CpuSet allowed = packet_cpus(host, nic);
  if (allowed.empty()) return {};
  auto load = queues_per_cpu(host, nic.name);
  std::map<std::uint32_t, std::vector<const Vector*>> queues;
  std::map<IrqNumber, CpuId> proposed;
  constexpr std::uint32_t kNoQueue = 1U << 31;  // vectors without a queue number stand alone
  for (const auto* vector : movable_vectors(host, nic)) {
    queues[queue_number(*vector).value_or(kNoQueue | vector->irq.value)].push_back(vector);
  }
  std::map<std::uint32_t, CpuId> settled;
  CpuSet taken;
  for (const auto& [queue, vectors] : queues) {
    const auto cpu = effective_cpu(*vectors.front());
    if (!cpu || !allowed.contains(*cpu) || taken.contains(*cpu)) continue;
    settled[queue] = *cpu;
    taken.add(*cpu);
    ++load[*cpu];
  }
  for (const auto& [queue, vectors] : queues) {
    const auto found = settled.find(queue);
    const CpuId cpu = found != settled.end() ? found->second : least_loaded(allowed, load);
    if (found == settled.end()) ++load[cpu];
    for (const auto* vector : vectors) proposed[vector->irq] = cpu;
  }
  return proposed;
}

Fix pin_fix(const Vector& vector, CpuId cpu) { return pin_fix({&vector}, {{vector.irq, cpu}}); }

Fix pin_fix(const std::vector<const Vector*>& vectors, const std::map<IrqNumber, CpuId>& cpus) {
  std::vector<std::string> policies;
  std::vector<std::string> commands;
  for (const auto* vector : vectors) {
    const auto found = cpus.find(vector->irq);
    if (found == cpus.end()) continue;
    policies.push_back(vector_policy(*vector, found->second));
    commands.push_back(
        write_command(fmt::format("{}", found->second.value), requested_path(*vector)));
  }
  if (policies.empty()) return {};
  const auto& nic = vectors.front()->nic;
  const auto body = fmt::format("vectors: [{}]", joined(policies, ", "));
  return {.policy = nic.empty() ? std::string{} : interface_policy(nic, body),
          .shell = joined(commands, "\n")};
}

}  // namespace holdfast
