#include <fmt/format.h>

#include "plan/fix_text.h"
#include "plan/placement.h"
#include "plan/placement_checks.h"

namespace holdfast {
namespace {

std::vector<Evidence> affinity_evidence(const Vector& vector) {
  std::vector<Evidence> evidence;
  if (vector.requested) {
    evidence.push_back({requested_path(vector), vector.requested->to_list()});
  }
  if (vector.effective) {
    evidence.push_back({effective_path(vector), vector.effective->to_list()});
  }
  return evidence;
}

// Movable, and effective where its mask does not allow it.
bool is_elsewhere(const Vector& vector) {
  return !vector.managed && vector.requested && vector.effective && !vector.requested->empty() &&
         !vector.effective->empty() && !vector.effective->is_subset_of(*vector.requested);
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
  if (host.topology.online.size() < 2) return;
  for (const auto* nic : audited_nics(host)) {
    const auto vectors = movable_vectors(host, *nic);
    if (vectors.size() < 2) continue;
    const auto proposed = proposed_cpus(host, *nic);
    for (const auto* vector : vectors) {
      if (!vector->requested || !host.topology.online.is_subset_of(*vector->requested)) continue;
      const auto ran = vector->effective && !vector->effective->empty()
                           ? fmt::format("; it runs on {} now", cpus_text(*vector->effective))
                           : std::string{};
      add_finding(findings, rule, vector_object(*vector),
                  fmt::format("{} may run on all {} online CPUs ({}){}", vector_object(*vector),
                              host.topology.online.size(), vector->requested->to_list(), ran),
                  affinity_evidence(*vector), pin_fix({vector}, proposed));
    }
  }
}

void check_vector_remote_node(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& host = input.host;
  if (host.topology.nodes.size() < 2) return;
  for (const auto* nic : audited_nics(host)) {
    if (!nic->node) continue;
    const CpuSet local = host.topology.cpus_of(*nic->node) & host.topology.online;
    if (local.empty()) continue;  // a node of memory only
    const auto proposed = proposed_cpus(host, *nic);
    for (const auto* vector : movable_vectors(host, *nic)) {
      if (!vector->effective || vector->effective->empty()) continue;
      if (vector->effective->intersects(local)) continue;
      const Cpu* cpu = host.topology.find(*vector->effective->first());
      const auto where =
          cpu && cpu->node ? fmt::format("node {}", cpu->node->value) : "another node";
      auto evidence = affinity_evidence(*vector);
      evidence.push_back({fmt::format("/sys/bus/pci/devices/{}/numa_node", nic->pci_address),
                          fmt::format("{}", nic->node->value)});
      evidence.push_back({fmt::format("/sys/devices/system/node/node{}/cpulist", nic->node->value),
                          local.to_list()});
      add_finding(findings, rule, vector_object(*vector),
                  fmt::format("{} runs on {} of {}; {} is on node {} ({})", vector_object(*vector),
                              cpus_text(*vector->effective), where, nic->name, nic->node->value,
                              cpus_text(local)),
                  std::move(evidence), pin_fix({vector}, proposed));
    }
  }
}

void check_affinity_ignored(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto& vector : input.host.vectors) {
    if (!is_elsewhere(vector)) continue;
    const auto delta = delta_of(input, vector.irq);
    const auto wrong = outside(delta, *vector.requested);
    if (wrong == 0) continue;
    auto evidence = affinity_evidence(vector);
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
  for (const auto& vector : input.host.vectors) {
    if (!is_elsewhere(vector) || total_of(delta_of(input, vector.irq)) > 0) continue;
    auto evidence = affinity_evidence(vector);
    const bool watched = input.seconds() > 0;
    if (watched) {
      evidence.push_back(
          {fmt::format("/proc/interrupts, {:.1f} s apart", input.seconds()), "no interrupt of it"});
    }
    add_finding(
        findings, rule, vector_object(vector),
        fmt::format("{} is asked to run on {} and still stands at {}: {}", vector_object(vector),
                    cpus_text(*vector.requested), cpus_text(*vector.effective),
                    watched ? "the move waits for its next interrupt"
                            : "a move that waits for the next interrupt, or one that failed; two "
                              "samples would tell"),
        std::move(evidence),
        {.shell = fmt::format("cat {}  # again, once traffic has come", effective_path(vector))});
  }
}

void check_hint_differs(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& host = input.host;
  if (host.topology.online.size() < 2) return;
  for (const auto* nic : audited_nics(host)) {
    const CpuSet allowed = packet_cpus(host, *nic);
    for (const auto* vector : movable_vectors(host, *nic)) {
      if (!vector->hint || !vector->effective || vector->effective->empty()) continue;
      const CpuSet hint = *vector->hint & host.topology.online;
      if (hint.empty() || hint.intersects(*vector->effective)) continue;
      auto evidence = affinity_evidence(*vector);
      evidence.insert(
          evidence.begin(),
          {fmt::format("/proc/irq/{}/affinity_hint", vector->irq.value), vector->hint->to_list()});
      // A hint that points at unfit CPUs is not worth following: then what is, is made explicit.
      const CpuSet wanted = hint.intersects(allowed) ? hint & allowed : *vector->effective;
      add_finding(findings, rule, vector_object(*vector),
                  fmt::format("{} runs on {}; the driver's hint says {}", vector_object(*vector),
                              cpus_text(*vector->effective), cpus_text(*vector->hint)),
                  std::move(evidence), pin_fix(*vector, *wanted.first()));
    }
  }
}

}  // namespace holdfast
