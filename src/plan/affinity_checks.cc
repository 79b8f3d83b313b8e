#include <fmt/format.h>

#include <map>

#include "plan/cpu_roles.h"
#include "plan/fix_text.h"
#include "plan/placement.h"
#include "plan/placement_checks.h"

namespace holdfast {
namespace {

void add_affinity(std::vector<Evidence>& evidence, const Vector& vector) {
  if (vector.requested) {
    evidence.push_back({requested_path(vector), vector.requested->to_list()});
  }
  if (vector.effective) {
    evidence.push_back({effective_path(vector), vector.effective->to_list()});
  }
}

std::vector<Evidence> affinity_evidence(const std::vector<const Vector*>& vectors) {
  std::vector<Evidence> evidence;
  for (const auto* vector : vectors) add_affinity(evidence, *vector);
  return evidence;
}

// "irq 38 (rx 0) on CPU 1, irq 39 (tx 0) on CPU 0".
std::string whereabouts(const std::vector<const Vector*>& vectors) {
  std::vector<std::string> pieces;
  for (const auto* vector : vectors) {
    const bool known = vector->effective && !vector->effective->empty();
    pieces.push_back(
        known ? fmt::format("{} on {}", vector_words(*vector), cpus_text(*vector->effective))
              : vector_words(*vector));
  }
  return joined(pieces);
}

// Interrupts of the interval that ran on CPUs outside the mask.
std::uint64_t outside(const CpuCounts& delta, const CpuSet& mask) {
  std::uint64_t count = 0;
  for (const auto& entry : delta) {
    if (!mask.contains(entry.cpu)) count += entry.count;
  }
  return count;
}

}  // namespace

void check_vector_all_cpus(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& host = input.host;
  const auto& online = host.topology.online;
  if (online.size() < 2) return;
  for (const auto* nic : audited_nics(host)) {
    auto vectors = movable_vectors(host, *nic);
    if (vectors.size() < 2) continue;
    std::erase_if(vectors, [&](const Vector* vector) {
      return !vector->requested || !online.is_subset_of(*vector->requested);
    });
    if (vectors.empty()) continue;
    const auto& first = *vectors.front();
    const auto ran = first.effective && !first.effective->empty()
                         ? fmt::format("; it runs on {} now", cpus_text(*first.effective))
                         : std::string{};
    add_finding(
        findings, rule, object_of(*nic, vectors),
        vectors.size() == 1
            ? fmt::format("{} may run on all {} online CPUs ({}){}", vector_object(first),
                          online.size(), first.requested->to_list(), ran)
            : fmt::format("{} packet vectors of {} may run on all {} online CPUs ({}): now {}",
                          vectors.size(), nic->name, online.size(), online.to_list(),
                          whereabouts(vectors)),
        affinity_evidence(vectors), pin_fix(vectors, proposed_cpus(host)));
  }
}

void check_vector_remote_node(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& host = input.host;
  if (host.topology.nodes.size() < 2) return;
  for (const auto* nic : audited_nics(host)) {
    if (!nic->node) continue;
    const CpuSet local = host.topology.cpus_of(*nic->node) & host.topology.online;
    if (local.empty()) continue;  // a node of memory only
    auto vectors = movable_vectors(host, *nic);
    std::erase_if(vectors, [&](const Vector* vector) {
      return !vector->effective || vector->effective->empty() ||
             vector->effective->intersects(local) ||
             (is_leaving(input, *vector) && vector->requested->intersects(local));
    });
    if (vectors.empty()) continue;
    auto evidence = affinity_evidence(vectors);
    evidence.push_back({fmt::format("/sys/bus/pci/devices/{}/numa_node", nic->pci_address),
                        fmt::format("{}", nic->node->value)});
    evidence.push_back({fmt::format("/sys/devices/system/node/node{}/cpulist", nic->node->value),
                        host.topology.cpus_of(*nic->node).to_list()});
    const auto& first = *vectors.front();
    const Cpu* cpu = host.topology.find(*first.effective->first());
    const auto where = cpu && cpu->node ? fmt::format("node {}", cpu->node->value) : "another node";
    const auto here =
        fmt::format("{} is on node {} ({})", nic->name, nic->node->value, cpus_text(local));
    add_finding(findings, rule, object_of(*nic, vectors),
                vectors.size() == 1
                    ? fmt::format("{} runs on {} of {}; {}", vector_object(first),
                                  cpus_text(*first.effective), where, here)
                    : fmt::format("{} packet vectors of {} run off its node ({}); {}",
                                  vectors.size(), nic->name, whereabouts(vectors), here),
                std::move(evidence), pin_fix(vectors, proposed_cpus(host)));
  }
}

void check_affinity_ignored(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto& vector : input.host.vectors) {
    if (!stands_elsewhere(vector)) continue;
    const auto delta = delta_of(input, vector.irq);
    const auto wrong = outside(delta, *vector.requested);
    if (wrong == 0) continue;
    auto evidence = affinity_evidence({&vector});
    evidence.push_back(
        {fmt::format("/proc/interrupts, {:.1f} s apart", input.seconds()), counts_text(delta)});
    add_finding(
        findings, rule, vector_object(vector),
        fmt::format("{} is asked to run on {}, but {} of its last {} interrupts ran elsewhere "
                    "(effective: {})",
                    vector_object(vector), cpus_text(*vector.requested), wrong, total_of(delta),
                    cpus_text(*vector.effective)),
        std::move(evidence), pin_fix(vector, *vector.requested->first()));
  }
}

void check_affinity_pending(const AuditInput& input, const Rule& rule, Findings& findings) {
  std::map<std::string_view, std::vector<const Vector*>> by_nic;
  for (const auto& vector : input.host.vectors) {
    if (!stands_elsewhere(vector) || total_of(delta_of(input, vector.irq)) > 0) continue;
    by_nic[vector.nic].push_back(&vector);
  }
  const bool watched = input.seconds() > 0;
  const std::string_view outlook =
      watched ? "the move waits for its next interrupt"
              : "a move that waits for the next interrupt, or one that failed; two samples would "
                "tell";
  for (const auto& [nic, vectors] : by_nic) {
    auto evidence = affinity_evidence(vectors);
    if (watched) {
      evidence.push_back(
          {fmt::format("/proc/interrupts, {:.1f} s apart", input.seconds()), "no interrupt of it"});
    }
    std::vector<std::string> paths;
    std::vector<std::string> pieces;
    for (const auto* vector : vectors) {
      paths.push_back(effective_path(*vector));
      pieces.push_back(fmt::format("{} for {}, still at {}", vector_words(*vector),
                                   cpus_text(*vector->requested), cpus_text(*vector->effective)));
    }
    const auto& first = *vectors.front();
    const auto owner = nic.empty() ? std::string("no known NIC") : std::string(nic);
    add_finding(
        findings, rule,
        vectors.size() == 1 ? vector_object(first)
        : nic.empty()       ? std::string("host")
                            : std::string(nic),
        vectors.size() == 1 ? fmt::format("{} is asked to run on {} and still stands at {}: {}",
                                          vector_object(first), cpus_text(*first.requested),
                                          cpus_text(*first.effective), outlook)
                            : fmt::format("{} vectors of {} stand outside their masks ({}): {}",
                                          vectors.size(), owner, joined(pieces), outlook),
        std::move(evidence),
        {.shell = fmt::format("cat {}  # again, once traffic has come", joined(paths, " "))});
  }
}

void check_hint_differs(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& host = input.host;
  if (host.topology.online.size() < 2) return;
  for (const auto* nic : audited_nics(host)) {
    const CpuSet allowed = packet_cpus(host, *nic);
    auto vectors = movable_vectors(host, *nic);
    std::erase_if(vectors, [&](const Vector* vector) {
      if (!vector->hint || !vector->effective || vector->effective->empty()) return true;
      const CpuSet hint = *vector->hint & host.topology.online;
      return hint.empty() || hint.intersects(*vector->effective);
    });
    if (vectors.empty()) continue;
    const auto proposed = proposed_cpus(host);
    std::vector<Evidence> evidence;
    std::vector<std::string> pieces;
    std::map<IrqNumber, CpuId> targets;
    for (const auto* vector : vectors) {
      const CpuSet hint = *vector->hint & host.topology.online;
      // A hint that points at unfit CPUs is not worth following: then what is, is made explicit.
      const CpuSet wanted = hint.intersects(allowed) ? hint & allowed : *vector->effective;
      // Where another finding moves or pins the vector, this one must not say otherwise.
      const auto proposal = proposed.find(vector->irq);
      const bool told =
          proposal != proposed.end() &&
          (!vector->effective->contains(proposal->second) ||
           (vector->requested && host.topology.online.is_subset_of(*vector->requested)));
      targets[vector->irq] = told ? proposal->second : *wanted.first();
      evidence.push_back(
          {fmt::format("/proc/irq/{}/affinity_hint", vector->irq.value), vector->hint->to_list()});
      add_affinity(evidence, *vector);
      pieces.push_back(fmt::format("{} on {}, hinted at {}", vector_words(*vector),
                                   cpus_text(*vector->effective), cpus_text(*vector->hint)));
    }
    const auto& first = *vectors.front();
    add_finding(findings, rule, object_of(*nic, vectors),
                vectors.size() == 1
                    ? fmt::format("{} runs on {}; the driver's hint says {}", vector_object(first),
                                  cpus_text(*first.effective), cpus_text(*first.hint))
                    : fmt::format("{} packet vectors of {} run outside the driver's hints: {}",
                                  vectors.size(), nic->name, joined(pieces)),
                std::move(evidence), pin_fix(vectors, targets));
  }
}

}  // namespace holdfast
