#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/fix_text.h"
#include "plan/placement.h"
#include "plan/steering_checks.h"

namespace holdfast {
namespace {

std::uint32_t mask_width(const HostSnapshot& host) {
  const auto cpus = (host.topology.possible | host.topology.online).to_vector();
  return cpus.empty() ? 1 : cpus.back().value + 1;
}

const Vector* vector_for(const std::vector<const Vector*>& vectors, QueueIndex queue,
                         std::vector<QueueIndex> Vector::* queues) {
  for (const auto* vector : vectors) {
    const auto& own = vector->*queues;
    if (std::find(own.begin(), own.end(), queue) != own.end()) return vector;
  }
  return nullptr;
}

// RPS to the very CPU of the interrupt moves nothing.
bool redirects(const std::vector<const Vector*>& vectors, const RxQueue& queue) {
  if (queue.rps_cpus.empty()) return false;
  const auto* vector = vector_for(vectors, queue.index, &Vector::rx_queues);
  return !vector || !vector->effective || vector->effective->empty() ||
         !queue.rps_cpus.is_subset_of(*vector->effective);
}

// Under high-pps, RPS is right where there are fewer queues than CPUs.
bool wants_rps(const AuditInput& input, const Nic& nic) {
  return input.profile.high_pps && nic.active_rx_queues() < packet_cpus(input.host, nic).size();
}

std::uint64_t sysctl_number(const HostSnapshot& host, const std::string& name) {
  const auto found = host.settings.sysctls.find(name);
  return found == host.settings.sysctls.end() ? 0 : parse_number(trim(found->second)).value_or(0);
}

std::vector<const TxQueue*> active_tx_queues(const Nic& nic) {
  std::vector<const TxQueue*> queues;
  for (const auto& queue : nic.tx_queues) {
    if (queue.index.value < nic.active_tx_queues()) queues.push_back(&queue);
  }
  return queues;
}

// "xps: by-vector": each transmit queue for the CPU of its vector, or the one to which the audit
// would move it.
Fix xps_fix(const HostSnapshot& host, const Nic& nic, const std::vector<const TxQueue*>& queues) {
  const auto vectors = packet_vectors(host, nic);
  const auto allowed = packet_cpus(host, nic).to_vector();
  const auto proposed = proposed_cpus(host);
  std::vector<std::string> commands;
  for (const auto* queue : queues) {
    const auto* vector = vector_for(vectors, queue->index, &Vector::tx_queues);
    auto cpu = vector ? effective_cpu(*vector) : std::nullopt;
    const auto proposal = vector ? proposed.find(vector->irq) : proposed.end();
    if (proposal != proposed.end()) cpu = proposal->second;
    if (!cpu && !allowed.empty()) cpu = allowed[queue->index.value % allowed.size()];
    if (!cpu) continue;
    commands.push_back(write_command(CpuSet{cpu->value}.to_mask(mask_width(host)),
                                     queue_path(nic, "tx", queue->index, "xps_cpus")));
  }
  return {.policy = interface_policy(nic.name, "xps: by-vector"), .shell = joined(commands, "\n")};
}

}  // namespace

void check_rps_beside_rss(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    if (nic->active_rx_queues() < 2 || wants_rps(input, *nic)) continue;
    const auto vectors = packet_vectors(input.host, *nic);
    std::vector<Evidence> evidence;
    std::vector<std::string> commands;
    for (const auto& queue : nic->rx_queues) {
      if (!redirects(vectors, queue)) continue;
      const auto path = queue_path(*nic, "rx", queue.index, "rps_cpus");
      evidence.push_back({path, queue.rps_cpus.to_mask(mask_width(input.host))});
      commands.push_back(write_command("0", path));
    }
    if (evidence.empty()) continue;
    const auto sentence =
        fmt::format("RPS is on at {} of the {} receive queues of {}, which RSS already spreads",
                    evidence.size(), nic->active_rx_queues(), nic->name);
    auto& finding = add_finding(
        findings, rule, nic->name, sentence, std::move(evidence),
        {.policy = interface_policy(nic->name, "rps: off"), .shell = joined(commands, "\n")});
    if (input.profile.low_latency) finding.severity = Severity::warning;
  }
}

void check_rfs_beside_rss(const AuditInput& input, const Rule& rule, Findings& findings) {
  const std::string sysctl = "net.core.rps_sock_flow_entries";
  const auto entries = sysctl_number(input.host, sysctl);
  if (entries == 0) return;
  for (const auto* nic : audited_nics(input.host)) {
    const Feature* ntuple = nic->feature("rx-ntuple-filter");
    const bool accelerated = ntuple && ntuple->active;  // then the NIC itself follows the threads
    if (nic->active_rx_queues() < 2 || accelerated || wants_rps(input, *nic)) continue;
    std::vector<Evidence> evidence{
        {"/proc/sys/net/core/rps_sock_flow_entries", fmt::format("{}", entries)}};
    std::vector<std::string> commands;
    for (const auto& queue : nic->rx_queues) {
      if (queue.rps_flow_count == 0) continue;
      const auto path = queue_path(*nic, "rx", queue.index, "rps_flow_cnt");
      evidence.push_back({path, fmt::format("{}", queue.rps_flow_count)});
      commands.push_back(write_command("0", path));
    }
    if (commands.empty()) continue;
    const auto sentence =
        fmt::format("RFS is on at {} of the {} receive queues of {}, in software, beside RSS",
                    commands.size(), nic->active_rx_queues(), nic->name);
    auto& finding = add_finding(
        findings, rule, nic->name, sentence, std::move(evidence),
        {.policy = interface_policy(nic->name, "rps: off"), .shell = joined(commands, "\n")});
    if (input.profile.low_latency) finding.severity = Severity::warning;
  }
}

void check_rps_missing(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    if (!wants_rps(input, *nic) || nic->rx_queues.empty()) continue;
    const bool on = std::any_of(nic->rx_queues.begin(), nic->rx_queues.end(),
                                [](const RxQueue& queue) { return !queue.rps_cpus.empty(); });
    if (on) continue;
    const CpuSet cpus = packet_cpus(input.host, *nic);
    const auto queues = nic->active_rx_queues();
    const auto possible = nic->channels ? nic->channels->combined_max.value_or(0) : 0;
    Fix fix;
    if (possible > queues) {
      const auto wanted = std::min<std::size_t>(possible, cpus.size());
      fix = {
          .policy = interface_policy(nic->name, fmt::format("channels: {{combined: {}}}", wanted)),
          .shell = fmt::format("ethtool -L {} combined {}", shell_word(nic->name), wanted)};
    } else {
      std::vector<std::string> commands;
      for (const auto& queue : nic->rx_queues) {
        if (queue.index.value >= queues) continue;
        commands.push_back(write_command(cpus.to_mask(mask_width(input.host)),
                                         queue_path(*nic, "rx", queue.index, "rps_cpus")));
      }
      fix = {
          .policy = interface_policy(nic->name, fmt::format("rps: {}", yaml_word(cpus.to_list()))),
          .shell = joined(commands, "\n")};
    }
    add_finding(findings, rule, nic->name,
                fmt::format("{} has {} receive {} for {} CPUs ({}), and RPS is off", nic->name,
                            queues, queues == 1 ? "queue" : "queues", cpus.size(), cpus.to_list()),
                {{fmt::format("ethtool -l {}", shell_word(nic->name)),
                  fmt::format("{} combined of at most {}", queues, possible)},
                 {queue_path(*nic, "rx", nic->rx_queues.front().index, "rps_cpus"), "0"}},
                std::move(fix));
  }
}

void check_xps_unset(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (input.host.topology.online.size() < 2) return;
  for (const auto* nic : audited_nics(input.host)) {
    const auto queues = active_tx_queues(*nic);
    if (queues.size() < 2) continue;
    const bool unset = std::all_of(queues.begin(), queues.end(), [](const TxQueue* queue) {
      return queue->xps_cpus.empty() &&
             queue->xps_rxqs.find_first_not_of("0,") == std::string::npos;
    });
    if (!unset) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("XPS is unset at all {} transmit queues of {}", queues.size(), nic->name),
        {{queue_path(*nic, "tx", queues.front()->index, "xps_cpus"), "0"}},
        xps_fix(input.host, *nic, queues));
  }
}

void check_xps_at_odds(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto vectors = packet_vectors(input.host, *nic);
    const auto proposed = proposed_cpus(input.host);
    std::vector<const TxQueue*> odd;
    std::vector<Evidence> evidence;
    std::vector<std::string> words;
    for (const auto* queue : active_tx_queues(*nic)) {
      const auto* vector = vector_for(vectors, queue->index, &Vector::tx_queues);
      const auto cpu = vector ? effective_cpu(*vector) : std::nullopt;
      if (!cpu || queue->xps_cpus.empty() || queue->xps_cpus.contains(*cpu)) continue;
      const auto proposal = proposed.find(vector->irq);  // its move may be all that is needed
      if (proposal != proposed.end() && queue->xps_cpus.contains(proposal->second)) continue;
      odd.push_back(queue);
      words.push_back(fmt::format("tx {} for {}, its vector on CPU {}", queue->index.value,
                                  cpus_text(queue->xps_cpus), cpu->value));
      evidence.push_back({queue_path(*nic, "tx", queue->index, "xps_cpus"),
                          queue->xps_cpus.to_mask(mask_width(input.host))});
      evidence.push_back({effective_path(*vector), vector->effective->to_list()});
    }
    if (odd.empty()) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("XPS of {} is at odds with its vectors: {}", nic->name, joined(words, "; ")),
        std::move(evidence), xps_fix(input.host, *nic, odd));
  }
}

}  // namespace holdfast
