// The parts of parse_policy, one for each section of a policy. Each reads its section from the tree
// and complains of what is wrong in it; what could be read is in its result all the same.
#pragma once

#include <optional>
#include <vector>

#include "policy/map_reader.h"
#include "policy/policy.h"

namespace holdfast {

/// Complains unless `word` is a CPU expression of which every name is known: a built-in one or a
/// class of the policy.
void check_cpu_expression(const Word& word, const Entries& classes, bool under_interface,
                          Complaints& complaints);

/// The expression of "count(EXPRESSION)", with its place; nullopt for any other text. `function` is
/// "count" or "cpus".
std::optional<Word> expression_in(std::string_view function, const Word& word);

/// "2-3" as 2, 3; nullopt for what is no list of at most 4096 queue numbers.
std::optional<std::vector<std::uint32_t>> queue_numbers(std::string_view text);

void parse_interfaces(const YamlNode* list, Policy& policy, Complaints& complaints);
VectorRule parse_vector_rule(const YamlNode& node, const Entries& classes, Complaints& complaints);
RssRule parse_rss(const YamlNode& node, const Entries& classes, Complaints& complaints);
std::optional<FlowRule> parse_flow(const YamlNode& node, Complaints& complaints);
void parse_threads(const YamlNode* list, Policy& policy, Complaints& complaints);
/// irqs, default-smp-affinity, irqbalance, busy-poll, sysctl, persist, kernel-cmdline, reconcile.
void parse_host_sections(MapReader& top, Policy& policy, Complaints& complaints);
void parse_regime_section(MapReader& top, Policy& policy, Complaints& complaints);
/// After the regime's, whose windows it looks at.
void parse_probe_stream(MapReader& top, Policy& policy, Complaints& complaints);

}  // namespace holdfast
