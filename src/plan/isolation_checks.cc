#include <fmt/format.h>

#include "plan/consumer.h"
#include "plan/fix_text.h"
#include "plan/placement.h"
#include "plan/placement_checks.h"

namespace holdfast {
namespace {

struct Ground {
  const CpuSet& cpus;       // where no vector belongs
  std::string_view source;  // the file that says so
  std::string value;
  std::string_view words;  // "isolated", "nohz_full"
};

// A move away that only waits for the next interrupt is affinity-pending's to tell.
bool is_leaving(const AuditInput& input, const Vector& vector) {
  return vector.requested && !vector.requested->empty() && vector.effective &&
         !vector.requested->intersects(*vector.effective) &&
         total_of(delta_of(input, vector.irq)) == 0;
}

std::vector<Evidence> evidence_of(const Vector& vector, const Ground& ground) {
  return {{effective_path(vector), vector.effective->to_list()},
          {requested_path(vector), vector.requested ? vector.requested->to_list() : "?"},
          {std::string(ground.source), ground.value}};
}

void check_nic_vectors(const AuditInput& input, const Rule& rule, const Ground& ground,
                       Findings& findings) {
  const auto& host = input.host;
  for (const auto* nic : audited_nics(host)) {
    std::map<IrqNumber, CpuId> proposed;
    for (const auto* vector : movable_vectors(host, *nic)) {
      const auto cpu = effective_cpu(*vector);
      if (!cpu || !ground.cpus.contains(*cpu) || is_leaving(input, *vector)) continue;
      const auto consumer = consumer_at(host, *nic, *vector, *cpu);
      if (consumer.kind == Consumer::known) continue;
      if (proposed.empty()) proposed = proposed_cpus(host, *nic);
      auto sentence = fmt::format("{} runs on CPU {}, which is {}", vector_object(*vector),
                                  cpu->value, ground.words);
      auto evidence = evidence_of(*vector, ground);
      if (consumer.kind == Consumer::possible) {
        const auto& thread = *consumer.thread;
        sentence +=
            fmt::format("; {} (tid {}) is pinned to {}: right only if it consumes this queue",
                        thread.comm, thread.id.value, cpus_text(thread.affinity));
        evidence.push_back({fmt::format("/proc/{}/task/{}/status, Cpus_allowed_list",
                                        thread.process.value, thread.id.value),
                            thread.affinity.to_list()});
      } else {
        sentence += ", and no consumer of its queue is pinned there";
      }
      auto& finding = add_finding(findings, rule, vector_object(*vector), std::move(sentence),
                                  std::move(evidence), pin_fix({vector}, proposed));
      if (consumer.kind == Consumer::possible) finding.severity = Severity::advice;
    }
  }
}

// Other devices disturb an isolated CPU only while they interrupt.
void check_other_vectors(const AuditInput& input, const Rule& rule, const Ground& ground,
                         Findings& findings) {
  for (const auto& vector : input.host.vectors) {
    const auto cpu = effective_cpu(vector);
    if (!cpu || !vector.nic.empty() || vector.managed || !ground.cpus.contains(*cpu)) continue;
    const auto delta = delta_of(input, vector.irq);
    std::uint64_t count = 0;
    for (const auto& entry : delta) count += entry.cpu == *cpu ? entry.count : 0;
    const CpuSet quiet = input.host.topology.housekeeping();
    if (count == 0 || quiet.empty()) continue;
    auto evidence = evidence_of(vector, ground);
    evidence.push_back(
        {fmt::format("/proc/interrupts, {:.1f} s apart", input.seconds()), counts_text(delta)});
    add_finding(
        findings, rule, vector_object(vector),
        fmt::format("{} interrupted CPU {}, which is {}, {} times in {:.1f} s",
                    vector_object(vector), cpu->value, ground.words, count, input.seconds()),
        std::move(evidence), {.shell = write_command(quiet.to_list(), requested_path(vector))});
  }
}

}  // namespace

void check_vector_on_isolated(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& isolated = input.host.topology.isolated;
  const Ground ground{isolated, "/sys/devices/system/cpu/isolated", isolated.to_list(), "isolated"};
  check_nic_vectors(input, rule, ground, findings);
  check_other_vectors(input, rule, ground, findings);
}

void check_vector_on_nohz_full(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& topology = input.host.topology;
  const CpuSet only = topology.nohz_full - topology.isolated;
  const Ground ground{only, "/sys/devices/system/cpu/nohz_full", topology.nohz_full.to_list(),
                      "nohz_full"};
  check_nic_vectors(input, rule, ground, findings);
  check_other_vectors(input, rule, ground, findings);
}

void check_vector_beside_isolated(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& topology = input.host.topology;
  const CpuSet beside = beside_isolated(topology);
  const Ground ground{beside, "/sys/devices/system/cpu/isolated, topology/thread_siblings_list",
                      fmt::format("{} beside {}", beside.to_list(),
                                  (topology.isolated | topology.nohz_full).to_list()),
                      "the SMT sibling of an isolated CPU"};
  check_nic_vectors(input, rule, ground, findings);
}

}  // namespace holdfast
