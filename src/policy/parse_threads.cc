#include <fmt/format.h>

#include <algorithm>

#include "policy/parsing.h"

namespace holdfast {
namespace {

constexpr const char* kNeedsOne =
    "a thread's match needs a unit, cgroup, user or exe: comm alone does not tell whose thread it "
    "is, since anyone can name a process";

std::string text_of(MapReader& reader, std::string_view key) {
  const auto word = reader.word(key);
  return word ? word->text : "";
}

void parse_thread_match(const YamlNode& thread, MapReader& reader, ThreadRule& rule,
                        Complaints& complaints) {
  const YamlNode* node = reader.find("match");
  MapReader match(node, "match", complaints);
  rule.match = {text_of(match, "unit"), text_of(match, "cgroup"), text_of(match, "user"),
                text_of(match, "exe"), text_of(match, "comm")};
  match.done();
  const auto& of = rule.match;
  if (of.unit.empty() && of.cgroup.empty() && of.user.empty() && of.exe.empty()) {
    complaints.error(node ? node->place : thread.place, kNeedsOne);
  }
  for (const auto& [key, path] : {std::pair{"cgroup", of.cgroup}, std::pair{"exe", of.exe}}) {
    if (path.empty() || path.starts_with('/')) continue;
    complaints.error(match.place(), fmt::format("{} {} is no absolute path", key, quoted(path)));
  }
}

void parse_scheduling(MapReader& reader, ThreadRule& rule, Complaints& complaints) {
  rule.policy = reader.choice("policy", {"other", "batch", "idle", "fifo", "rr"});
  rule.priority = reader.number("priority", 1, 99);
  const bool is_realtime =
      rule.policy && (rule.policy->text == "fifo" || rule.policy->text == "rr");
  if (is_realtime && !reader.has("priority")) {
    complaints.error(rule.policy->place,
                     fmt::format("policy {} needs a 'priority' from 1 to 99", rule.policy->text));
  }
  if (rule.priority && !is_realtime) {
    complaints.error(rule.priority->place, "'priority' has a meaning only with policy fifo or rr");
  }
}

std::optional<ThreadQueue> parse_queue(MapReader& reader, Complaints& complaints) {
  const YamlNode* node = reader.find("queue");
  if (!node) return std::nullopt;
  MapReader queue(node, "queue", complaints);
  const auto nic = queue.word("nic");
  const auto number = queue.small_number("queue", 0, 4095);
  queue.done();
  if (nic && number) return ThreadQueue{*nic, *number};
  if (!queue.has("nic") || !queue.has("queue")) {
    complaints.error(node->place, "a thread's queue is {nic: eth0, queue: 0}");
  }
  return std::nullopt;
}

ThreadRule parse_thread(const YamlNode& node, const Policy& policy, Complaints& complaints) {
  MapReader reader(&node, "a thread", complaints);
  ThreadRule rule;
  rule.place = node.place;
  if (node.kind != YamlNode::Kind::map) return rule;
  rule.name = text_of(reader, "name");
  parse_thread_match(node, reader, rule, complaints);
  rule.cpus = reader.word("cpus");
  if (rule.cpus) check_cpu_expression(*rule.cpus, policy.cpus, false, complaints);
  parse_scheduling(reader, rule, complaints);
  rule.queue = parse_queue(reader, complaints);
  reader.done();
  if (!reader.has("cpus") && !reader.has("policy")) {
    complaints.error(node.place,
                     "a thread needs 'cpus', a 'policy' or both: else nothing is asked");
  }
  return rule;
}

}  // namespace

void parse_threads(const YamlNode* list, Policy& policy, Complaints& complaints) {
  if (!list) return;
  if (list->kind != YamlNode::Kind::list) {
    complaints.error(list->place, fmt::format("'threads' is a list, not {}", kind_of(*list)));
    return;
  }
  for (const auto& node : list->items) {
    auto rule = parse_thread(node, policy, complaints);
    const auto same = std::find_if(
        policy.threads.begin(), policy.threads.end(),
        [&](const ThreadRule& other) { return !rule.name.empty() && other.name == rule.name; });
    if (same != policy.threads.end()) {
      complaints.error(rule.place, fmt::format("a thread named {} stands in {} already",
                                               quoted(rule.name), to_text(same->place)));
    }
    policy.threads.push_back(std::move(rule));
  }
}

}  // namespace holdfast
