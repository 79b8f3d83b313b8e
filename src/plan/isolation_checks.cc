#include <fmt/format.h>

#include "plan/consumer.h"
#include "plan/cpu_roles.h"
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

std::vector<Evidence> evidence_of(const Vector& vector, const Ground& ground) {
  return {{effective_path(vector), vector.effective->to_list()},
          {requested_path(vector), vector.requested ? vector.requested->to_list() : "?"},
          {std::string(ground.source), ground.value}};
}

struct Astray {
  const Vector* vector;
  ConsumerAt consumer;
};

// The NIC's vectors on that ground, without a consumer that is known to be there.
std::vector<Astray> astray_on(const AuditInput& input, const Nic& nic, const Ground& ground) {
  std::vector<Astray> astray;
  for (const auto* vector : movable_vectors(input.host, nic)) {
    const auto cpu = effective_cpu(*vector);
    if (!cpu || !ground.cpus.contains(*cpu) || is_leaving(input, *vector)) continue;
    const auto consumer = consumer_at(input.host, nic, *vector, *cpu);
    if (consumer.kind != Consumer::known) astray.push_back({vector, consumer});
  }
  return astray;
}

void add_with_candidate(const Astray& astray, const Rule& rule, const Ground& ground, Fix fix,
                        Findings& findings) {
  const auto& vector = *astray.vector;
  const auto& thread = *astray.consumer.thread;
  auto evidence = evidence_of(vector, ground);
  evidence.push_back({fmt::format("/proc/{}/task/{}/status, Cpus_allowed_list",
                                  thread.process.value, thread.id.value),
                      thread.affinity.to_list()});
  add_finding(findings, rule, vector_object(vector),
              fmt::format("{} runs on {}, which is {}; {} (tid {}) is pinned to {}: right only if "
                          "it consumes this queue",
                          vector_object(vector), cpus_text(*vector.effective), ground.words,
                          thread.comm, thread.id.value, cpus_text(thread.affinity)),
              std::move(evidence), std::move(fix))
      .severity = Severity::advice;
}

void add_without_consumer(const Nic& nic, const std::vector<const Vector*>& vectors,
                          const Rule& rule, const Ground& ground, Fix fix, Findings& findings) {
  std::vector<Evidence> evidence;
  std::vector<std::string> pieces;
  for (const auto* vector : vectors) {
    evidence.push_back({effective_path(*vector), vector->effective->to_list()});
    evidence.push_back(
        {requested_path(*vector), vector->requested ? vector->requested->to_list() : "?"});
    pieces.push_back(fmt::format("{} on {}", vector_words(*vector), cpus_text(*vector->effective)));
  }
  evidence.push_back({std::string(ground.source), ground.value});
  const auto& first = *vectors.front();
  add_finding(findings, rule, object_of(nic, vectors),
              vectors.size() == 1
                  ? fmt::format("{} runs on {}, which is {}, and no consumer of its queue is "
                                "pinned there",
                                vector_object(first), cpus_text(*first.effective), ground.words)
                  : fmt::format("{} packet vectors of {} run on CPUs each of which is {} ({}), and "
                                "no consumer of their queues is pinned there",
                                vectors.size(), nic.name, ground.words, joined(pieces)),
              std::move(evidence), std::move(fix));
}

void check_nic_vectors(const AuditInput& input, const Rule& rule, const Ground& ground,
                       Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto astray = astray_on(input, *nic, ground);
    if (astray.empty()) continue;
    const auto proposed = proposed_cpus(input.host);
    std::vector<const Vector*> forlorn;
    for (const auto& entry : astray) {
      if (entry.consumer.kind == Consumer::none) forlorn.push_back(entry.vector);
    }
    if (!forlorn.empty()) {
      add_without_consumer(*nic, forlorn, rule, ground, pin_fix(forlorn, proposed), findings);
    }
    for (const auto& entry : astray) {
      if (entry.consumer.kind != Consumer::possible) continue;
      add_with_candidate(entry, rule, ground, pin_fix({entry.vector}, proposed), findings);
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
