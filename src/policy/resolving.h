// The parts of resolve, and what they share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/cpu_expression.h"
#include "policy/resolve.h"

namespace holdfast {

struct Resolving {
  const Policy& policy;
  const HostSnapshot& host;
  Complaints& complaints;
  ResolvedPolicy& out;
  std::map<std::string, CpuSet> classes = {};

  /// nullopt after a complaint; or, in a file that skips what is unsupported, after a note that the
  /// set is empty here.
  std::optional<CpuSet> cpus_of(const Word& word, const Nic* nic);
  /// "4", or count(EXPRESSION) as a number of at most `most`, when that is known.
  std::optional<std::uint32_t> number_of(const Word& word, const Nic& nic,
                                         std::optional<std::uint32_t> most);
  void demand(SettingKind kind, std::string nic, std::string name, std::string value,
              const TextPlace& place);
  void note(std::string sentence);
};

void resolve_classes(Resolving& resolving);
void resolve_interfaces(Resolving& resolving);
void resolve_threads(Resolving& resolving);
void resolve_probe_stream(Resolving& resolving);
/// irqs, default-smp-affinity, irqbalance, sysctls, the kernel command line.
void resolve_host_sections(Resolving& resolving);
/// Files; after all other demands, which they repeat.
void resolve_persistence(Resolving& resolving, const BootCommand& boot);

/// One interface with all the rules that mean it, the later ones winning key by key.
struct NicRules {
  const Nic* nic = nullptr;
  std::vector<const InterfaceRule*> rules;
};
struct QueueCounts {
  std::uint32_t rx = 0, tx = 0;
};
/// Queues in use once the demanded channels are there.
QueueCounts queues_after(const Resolving& resolving, const NicRules& of, const Entries& channels);
/// What all rules ask of one keyed setting, e.g. &InterfaceRule::channels; the last rule wins.
Entries joined_entries(const NicRules& of, Entries InterfaceRule::* member);

void resolve_vectors(Resolving& resolving, const NicRules& of, const QueueCounts& queues);
void resolve_steering(Resolving& resolving, const NicRules& of, const QueueCounts& queues);

}  // namespace holdfast
