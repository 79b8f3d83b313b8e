#include "plan/placement.h"

#include <fmt/format.h>

#include <set>

#include "plan/consumer.h"
#include "plan/fix_text.h"
#include "plan/nic_view.h"

namespace holdfast {
namespace {

using Load = std::map<CpuId, std::size_t>;    // packet queues of each CPU
constexpr std::uint32_t kNoQueue = 1U << 31;  // vectors without a queue number stand alone

std::uint32_t queue_key(const Vector& vector) {
  return queue_number(vector).value_or(kNoQueue | vector.irq.value);
}

CpuId least_loaded(const CpuSet& cpus, Load& load) {
  const auto all = cpus.to_vector();
  CpuId best = all.front();
  for (const auto cpu : all) {
    if (load[cpu] < load[best]) best = cpu;
  }
  return best;
}

// Set apart, but for the very thread that reads the queue: a choice that a fix leaves alone.
bool is_at_its_consumer(const HostSnapshot& host, const Nic& nic, const Vector& vector, CpuId cpu) {
  const auto& topology = host.topology;
  const CpuSet guarded = topology.isolated | topology.nohz_full | beside_isolated(topology);
  if (!guarded.contains(cpu)) return false;
  if (nic.node && !topology.cpus_of(*nic.node).contains(cpu)) return false;
  return consumer_at(host, nic, vector, cpu).kind == Consumer::known;
}

using Queues = std::map<std::uint32_t, std::vector<const Vector*>>;

// The first queue on each CPU where one may stay.
std::map<std::uint32_t, CpuId> settled_queues(const HostSnapshot& host, const Nic& nic,
                                              const Queues& queues, const CpuSet& allowed) {
  std::map<std::uint32_t, CpuId> settled;
  CpuSet taken;
  for (const auto& [queue, vectors] : queues) {
    const auto cpu = effective_cpu(*vectors.front());
    if (!cpu || taken.contains(*cpu)) continue;
    if (!allowed.contains(*cpu) && !is_at_its_consumer(host, nic, *vectors.front(), *cpu)) continue;
    settled[queue] = *cpu;
    taken.add(*cpu);
  }
  return settled;
}

// `load` holds the queues of all NICs where they run now, and is kept up to date.
void propose(const HostSnapshot& host, const Nic& nic, const Queues& queues, Load& load,
             std::map<IrqNumber, CpuId>& proposed) {
  const CpuSet allowed = packet_cpus(host, nic);
  if (allowed.empty()) return;
  const auto settled = settled_queues(host, nic, queues, allowed);
  CpuSet free = allowed;
  for (const auto& [queue, cpu] : settled) free.remove(cpu);
  for (const auto& [queue, vectors] : queues) {
    const auto now = effective_cpu(*vectors.front());
    const auto found = settled.find(queue);
    CpuId target{};
    if (found != settled.end()) {
      target = found->second;
    } else {
      if (now) --load[*now];
      if (free.empty()) {
        target = now && allowed.contains(*now) ? *now : least_loaded(allowed, load);
      } else {
        target = least_loaded(free, load);
        free.remove(target);
      }
      ++load[target];
    }
    for (const auto* vector : vectors) proposed[vector->irq] = target;
  }
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

std::map<IrqNumber, CpuId> proposed_cpus(const HostSnapshot& host) {
  std::map<std::string_view, Queues> by_nic;
  for (const auto& vector : host.vectors) {
    if (serves_packets(vector) && !vector.nic.empty()) {
      by_nic[vector.nic][queue_key(vector)].push_back(&vector);
    }
  }
  Load load;  // a receive and a transmit vector of one queue count once
  for (const auto& [nic, queues] : by_nic) {
    for (const auto& [queue, vectors] : queues) {
      if (const auto cpu = effective_cpu(*vectors.front())) ++load[*cpu];
    }
  }
  std::map<IrqNumber, CpuId> proposed;
  for (const auto* nic : audited_nics(host)) {
    auto queues = by_nic[nic->name];
    for (auto& [queue, vectors] : queues) {
      std::erase_if(vectors, [](const Vector* vector) { return vector->managed; });
    }
    std::erase_if(queues, [](const auto& entry) { return entry.second.empty(); });
    propose(host, *nic, queues, load, proposed);
  }
  return proposed;
}

std::vector<const Vector*> one_per_queue(const std::vector<const Vector*>& vectors) {
  std::vector<const Vector*> kept;
  std::set<std::uint32_t> seen;
  for (const auto* vector : vectors) {
    if (seen.insert(queue_key(*vector)).second) kept.push_back(vector);
  }
  return kept;
}

Crowding crowding_of(const HostSnapshot& host, const Nic& nic) {
  Crowding crowding{.free = packet_cpus(host, nic)};
  for (const auto* vector : movable_vectors(host, nic)) {
    const auto cpu = effective_cpu(*vector);
    if (!cpu) continue;
    crowding.free.remove(*cpu);
    if (!stands_elsewhere(*vector)) crowding.crowded[*cpu].push_back(vector);
  }
  const bool full = crowding.free.empty();
  std::erase_if(crowding.crowded,
                [&](const auto& entry) { return full || one_per_queue(entry.second).size() < 2; });
  return crowding;
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
