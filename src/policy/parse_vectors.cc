#include <fmt/format.h>

#include "base/cpu_set.h"
#include "policy/parsing.h"

namespace holdfast {
namespace {

constexpr const char* kForm =
    "a vector is {queue: 0, cpu: 2}, {queues: 2-3, cpus: CPUS}, {queues: all, spread: CPUS} or "
    "{role: admin, cpus: CPUS}";

void parse_target(MapReader& reader, VectorRule& rule, const Entries& classes,
                  Complaints& complaints) {
  int targets = 0;
  for (const auto key : {"cpu", "cpus", "spread"}) {
    const auto word = reader.word(key);
    if (!reader.has(key)) continue;
    ++targets;
    if (!word) continue;
    rule.cpus = *word;
    rule.spread = std::string_view(key) == "spread";
    rule.single = std::string_view(key) == "cpu";
    check_cpu_expression(*word, classes, true, complaints);
  }
  if (targets != 1) {
    complaints.error(rule.place, fmt::format("{} of cpu, cpus and spread; {}",
                                             targets == 0 ? "none" : "more than one", kForm));
  }
}

}  // namespace

// The kernel's list notation is that of CPUs, too.
std::optional<std::vector<std::uint32_t>> queue_numbers(std::string_view text) {
  constexpr std::uint32_t kMost = 4096;
  const auto parsed = CpuSet::parse_list(text);
  if (!parsed || parsed->empty()) return std::nullopt;
  std::vector<std::uint32_t> numbers;
  for (const auto number : parsed->to_vector()) {
    if (number.value >= kMost) return std::nullopt;
    numbers.push_back(number.value);
  }
  return numbers;
}

VectorRule parse_vector_rule(const YamlNode& node, const Entries& classes, Complaints& complaints) {
  MapReader reader(&node, "a vector", complaints);
  VectorRule rule;
  rule.place = node.place;
  if (node.kind != YamlNode::Kind::map) return rule;
  const auto queue = reader.number("queue", 0, 4095);
  rule.queues = reader.word("queues");
  if (rule.queues && rule.queues->text != "all" && !queue_numbers(rule.queues->text)) {
    complaints.error(rule.queues->place,
                     fmt::format("{} is no value of 'queues', which is a list such as 2-3, below "
                                 "4096, or all",
                                 quoted(rule.queues->text)));
    rule.queues.reset();
  }
  rule.role = reader.choice("role", {"admin", "async", "ptp", "unknown"});
  const int objects =
      (reader.has("queue") ? 1 : 0) + (reader.has("queues") ? 1 : 0) + (reader.has("role") ? 1 : 0);
  if (objects != 1) {
    complaints.error(rule.place, fmt::format("{} of queue, queues and role; {}",
                                             objects == 0 ? "none" : "more than one", kForm));
  }
  if (queue) rule.queues = queue;
  const auto direction = reader.choice("direction", {"rx", "tx", "both"});
  if (direction && rule.role) {
    complaints.error(direction->place, "'direction' has a meaning only with queues");
  }
  if (direction && direction->text == "rx") rule.direction = Direction::rx;
  if (direction && direction->text == "tx") rule.direction = Direction::tx;
  parse_target(reader, rule, classes, complaints);
  if (rule.spread && rule.role) {
    complaints.error(rule.place, "'spread' has a meaning only with queues");
  }
  reader.done();
  return rule;
}

}  // namespace holdfast
