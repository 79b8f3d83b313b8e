#include <fmt/format.h>

#include <algorithm>

#include "policy/parsing.h"
#include "policy/resolving.h"

namespace holdfast {
namespace {

std::uint32_t count_of(const VectorRule& rule, const QueueCounts& queues) {
  switch (rule.direction) {
    case Direction::rx: return queues.rx;
    case Direction::tx: return queues.tx;
    case Direction::both: return std::max(queues.rx, queues.tx);
  }
  return 0;
}

const char* word_of(Direction direction) {
  switch (direction) {
    case Direction::rx: return "rx";
    case Direction::tx: return "tx";
    case Direction::both: return "queue";
  }
  return "queue";
}

// The numbers that the rule names; nullopt after a complaint.
std::optional<std::vector<std::uint32_t>> numbers_of(Resolving& resolving, const Nic& nic,
                                                     const VectorRule& rule,
                                                     const QueueCounts& queues) {
  const auto count = count_of(rule, queues);
  const char* kind = rule.direction == Direction::both ? "" : word_of(rule.direction);
  if (rule.queues->text == "all") {
    std::vector<std::uint32_t> all(count);
    for (std::uint32_t i = 0; i < count; ++i) all[i] = i;
    if (count > 0) return all;
    const auto sentence = fmt::format("{} shows no {} queue", nic.name, kind);
    if (is_optional(resolving.policy, rule.place)) {
      resolving.note(fmt::format("{}: left out: {}", to_text(rule.place), sentence));
    } else {
      resolving.complaints.error(rule.queues->place, sentence);
    }
    return std::nullopt;
  }
  auto numbers = queue_numbers(rule.queues->text);
  if (!numbers || numbers->back() < count) return numbers;
  resolving.complaints.error(
      rule.queues->place,
      fmt::format("{} has no {}{}queue {}: it {} {}", nic.name, kind, *kind ? " " : "",
                  numbers->back(), count == 1 ? "has one queue," : "has queues",
                  count == 0   ? "that nobody tells of"
                  : count == 1 ? "number 0"
                               : fmt::format("0 to {}", count - 1)));
  return std::nullopt;
}

void resolve_role(Resolving& resolving, const Nic& nic, const VectorRule& rule,
                  const CpuSet& cpus) {
  const auto vectors = resolving.host.vectors_of(nic);
  const bool exists = std::any_of(vectors.begin(), vectors.end(), [&](const Vector* vector) {
    return name_of(vector->role) == rule.role->text;
  });
  if (!exists && is_optional(resolving.policy, rule.place)) {
    resolving.note(fmt::format("{}: no vector of role {}", nic.name, rule.role->text));
    return;
  }
  resolving.demand(SettingKind::vector, nic.name, "role " + rule.role->text, cpus.to_list(),
                   rule.place);
}

void resolve_rule(Resolving& resolving, const Nic& nic, const VectorRule& rule,
                  const QueueCounts& queues) {
  const auto cpus = resolving.cpus_of(rule.cpus, &nic);
  if (!cpus) return;
  if (rule.single && cpus->size() != 1) {
    resolving.complaints.error(rule.cpus.place,
                               fmt::format("{}: 'cpu' is one CPU, {} are {}; 'cpus' takes several",
                                           nic.name, quoted(rule.cpus.text), cpus->to_list()));
    return;
  }
  if (rule.role) return resolve_role(resolving, nic, rule, *cpus);
  const auto numbers = rule.queues ? numbers_of(resolving, nic, rule, queues) : std::nullopt;
  if (!numbers) return;
  const auto spread = cpus->to_vector();
  for (const auto number : *numbers) {
    resolving.demand(
        SettingKind::vector, nic.name, fmt::format("{} {}", word_of(rule.direction), number),
        rule.spread ? fmt::to_string(spread[number % spread.size()].value) : cpus->to_list(),
        rule.place);
  }
}

}  // namespace

void resolve_vectors(Resolving& resolving, const NicRules& of, const QueueCounts& queues) {
  for (const auto* rule : of.rules) {
    for (const auto& vector : rule->vectors) resolve_rule(resolving, *of.nic, vector, queues);
  }
}

}  // namespace holdfast
