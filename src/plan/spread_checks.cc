#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plan/fix_text.h"
#include "plan/placement.h"
#include "plan/placement_checks.h"

namespace holdfast {
namespace {

// Fewer interrupts than this in the interval say nothing about how a NIC's load is spread.
constexpr std::uint64_t kEnoughInterrupts = 1000;
// A queue counts as a cause of a CPU's load from this share of the NIC's interrupts on.
constexpr double kCause = 0.10;

std::string words_of_all(const std::vector<const Vector*>& vectors) {
  std::vector<std::string> words;
  for (const auto* vector : vectors) words.push_back(vector_words(*vector));
  return joined(words, ", ");
}

struct Load {
  std::uint64_t total = 0;
  std::map<CpuId, std::uint64_t> per_cpu;
  std::map<IrqNumber, std::uint64_t> per_vector;
};

Load load_of(const AuditInput& input, const std::vector<const Vector*>& vectors) {
  Load load;
  for (const auto* vector : vectors) {
    for (const auto& entry : delta_of(input, vector->irq)) {
      load.total += entry.count;
      load.per_cpu[entry.cpu] += entry.count;
      load.per_vector[vector->irq] += entry.count;
    }
  }
  return load;
}

double share(std::uint64_t part, std::uint64_t total) {
  return static_cast<double>(part) / static_cast<double>(total);
}

}  // namespace

void check_vectors_share_cpu(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& host = input.host;
  for (const auto* nic : audited_nics(host)) {
    const auto crowding = crowding_of(host, *nic);
    if (crowding.crowded.empty()) continue;
    const auto proposed = proposed_cpus(host);
    std::vector<const Vector*> moving;
    std::vector<Evidence> evidence;
    std::vector<std::string> pieces;
    std::size_t queues = 0;
    bool chosen = true;  // every mask names its CPU alone: somebody wanted it so
    for (const auto& [cpu, vectors] : crowding.crowded) {
      queues += one_per_queue(vectors).size();
      pieces.push_back(fmt::format("CPU {} ({})", cpu.value, words_of_all(vectors)));
      for (const auto* vector : vectors) {
        const auto target = proposed.find(vector->irq);
        if (target != proposed.end() && target->second != cpu) moving.push_back(vector);
        evidence.push_back({effective_path(*vector), vector->effective->to_list()});
        chosen = chosen && vector->requested && vector->requested->size() == 1;
      }
    }
    const bool one = crowding.crowded.size() == 1;
    const auto& free = crowding.free;
    auto& finding = add_finding(
        findings, rule,
        one ? fmt::format("{} cpu {}", nic->name, crowding.crowded.begin()->first.value)
            : nic->name,
        fmt::format("{} queues of {} share {}{} while {} {} none of its vectors", queues, nic->name,
                    one ? "" : fmt::format("{} CPUs, ", crowding.crowded.size()),
                    joined(pieces, ", "), cpus_text(free), free.size() == 1 ? "has" : "have"),
        std::move(evidence), pin_fix(moving, proposed));
    if (chosen && !input.profile.low_latency) finding.severity = Severity::advice;
  }
}

void check_cpu_dominates(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& host = input.host;
  for (const auto* nic : audited_nics(host)) {
    const auto vectors = movable_vectors(host, *nic);
    const auto load = load_of(input, vectors);
    if (load.total < kEnoughInterrupts) continue;
    for (const auto& [cpu, count] : load.per_cpu) {
      if (share(count, load.total) < input.profile.dominant_cpu_share) continue;
      std::vector<const Vector*> causes;
      for (const auto* vector : vectors) {
        const auto own = load.per_vector.find(vector->irq);
        if (own == load.per_vector.end() || share(own->second, load.total) < kCause) continue;
        if (effective_cpu(*vector) == cpu) causes.push_back(vector);
      }
      CpuSet idle = packet_cpus(host, *nic);
      for (const auto& [busy, own] : load.per_cpu) {
        if (share(own, load.total) >= kCause) idle.remove(busy);
      }
      if (one_per_queue(causes).size() < 2 || idle.empty()) continue;
      // The first queue stays; each other goes to an idle CPU of its own, as far as there are any.
      std::map<IrqNumber, CpuId> targets;
      const auto idle_cpus = idle.to_vector();
      const auto queues = one_per_queue(causes);
      for (std::size_t i = 1; i < queues.size(); ++i) {
        for (const auto* vector : vectors) {
          if (vector == queues[i] ||
              (queue_number(*vector) && queue_number(*vector) == queue_number(*queues[i]))) {
            targets[vector->irq] = idle_cpus[(i - 1) % idle_cpus.size()];
          }
        }
      }
      add_finding(
          findings, rule, fmt::format("{} cpu {}", nic->name, cpu.value),
          fmt::format("CPU {} took {} of the {} packet interrupts of {} in {:.1f} s ({:.0f} %), "
                      "by {}; {} took next to none",
                      cpu.value, count, load.total, nic->name, input.seconds(),
                      100 * share(count, load.total), words_of_all(causes), cpus_text(idle)),
          {{fmt::format("/proc/interrupts, {:.1f} s apart", input.seconds()), counts_text([&] {
              CpuCounts counts;
              for (const auto& [id, own] : load.per_cpu) counts.push_back({id, own});
              return counts;
            }())}},
          pin_fix(vectors, targets));
    }
  }
}

void check_queue_dominates(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.high_pps) return;  // one hot feed on one queue is what others often want
  for (const auto* nic : audited_nics(input.host)) {
    const auto queues = nic->active_rx_queues();
    const auto vectors = packet_vectors(input.host, *nic);
    const auto load = load_of(input, vectors);
    if (queues < 2 || load.total < kEnoughInterrupts) continue;
    for (const auto* vector : vectors) {
      const auto own = load.per_vector.find(vector->irq);
      if (own == load.per_vector.end() || vector->rx_queues.empty()) continue;
      if (share(own->second, load.total) < input.profile.dominant_cpu_share) continue;
      add_finding(
          findings, rule, vector_object(*vector),
          fmt::format(
              "{} took {} of the {} packet interrupts of {} in {:.1f} s ({:.0f} %), out of {} "
              "receive queues",
              vector_object(*vector), own->second, load.total, nic->name, input.seconds(),
              100 * share(own->second, load.total), queues),
          {{fmt::format("/proc/interrupts, {:.1f} s apart", input.seconds()),
            fmt::format("irq {}: {}", vector->irq.value, own->second)}},
          {.policy = interface_policy(nic->name,
                                      fmt::format("rss: {{indirection: {{equal: {}}}}}", queues)),
           .shell = fmt::format("ethtool -X {} equal {}", shell_word(nic->name), queues)});
    }
  }
}

}  // namespace holdfast
