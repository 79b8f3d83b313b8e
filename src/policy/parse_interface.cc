#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/feature_names.h"
#include "policy/parsing.h"

namespace holdfast {
namespace {

constexpr std::uint32_t kMostQueues = 4096;

// Other keys than these two are the kernel's, by their names in ethtool netlink.
constexpr std::array kToggledCoalesce = {"adaptive-rx", "adaptive-tx"};
constexpr std::array kCoalesce = {
    "rx-usecs",           "rx-frames",         "tx-usecs",           "tx-frames",
    "rx-usecs-irq",       "rx-max-frames-irq", "tx-usecs-irq",       "tx-max-frames-irq",
    "stats-block-usecs",  "pkt-rate-low",      "rx-usecs-low",       "rx-max-frames-low",
    "tx-usecs-low",       "tx-max-frames-low", "pkt-rate-high",      "rx-usecs-high",
    "rx-max-frames-high", "tx-usecs-high",     "tx-max-frames-high", "rate-sample-interval",
    "use-cqe-mode-tx",    "use-cqe-mode-rx",   "tx-aggr-max-bytes",  "tx-aggr-max-frames",
    "tx-aggr-time-usecs"};

void keep(Entries& entries, std::string_view key, const std::optional<Word>& value) {
  if (value) entries.push_back({{std::string(key), value->place}, *value});
}

void parse_match(MapReader& reader, InterfaceRule& rule, Complaints& complaints) {
  MapReader match(reader.find("match"), "match", complaints);
  rule.match.name = match.words("name");
  rule.match.driver = match.words("driver");
  rule.match.pci = match.words("pci");
  rule.match.mac = match.words("mac");
  match.done();
  if (!match.has("name") && !match.has("driver") && !match.has("pci") && !match.has("mac")) {
    complaints.error(rule.place,
                     "an interface needs a 'match' with a name, driver, pci or mac; "
                     "{name: \"*\"} is every one with a device");
  }
}

// A number, "max", or count(EXPRESSION).
std::optional<Word> amount(MapReader& reader, std::string_view key, std::uint32_t least,
                           std::uint32_t most, const Entries* classes) {
  auto value = reader.word(key);
  if (!value || value->text == "max") return value;
  if (const auto inner = expression_in("count", *value); inner && classes) {
    check_cpu_expression(*inner, *classes, true, reader.complaints());
    return value;
  }
  const auto number = parse_number<std::uint32_t>(value->text);
  if (!number || *number < least || *number > most) {
    reader.complaints().error(
        value->place, fmt::format("{} is no value of '{}', which is a number from {} to {}{}",
                                  quoted(value->text), key, least, most,
                                  classes ? ", max or count(CPUS)" : " or max"));
    return std::nullopt;
  }
  return Word{fmt::to_string(*number), value->place};
}

void parse_amounts(MapReader& reader, InterfaceRule& rule, const Policy& policy,
                   Complaints& complaints) {
  MapReader channels(reader.find("channels"), "channels", complaints);
  for (const auto key : {"rx", "tx", "other", "combined"}) {
    keep(rule.channels, key, amount(channels, key, 0, kMostQueues, &policy.cpus));
  }
  channels.done();
  MapReader rings(reader.find("rings"), "rings", complaints);
  for (const auto key : {"rx", "tx", "rx-mini", "rx-jumbo"}) {
    keep(rule.rings, key, amount(rings, key, 1, 1U << 20, nullptr));
  }
  rings.done();
}

void parse_coalesce(MapReader& reader, InterfaceRule& rule, Complaints& complaints) {
  MapReader coalesce(reader.find("coalesce"), "coalesce", complaints);
  for (const auto* key : kToggledCoalesce) keep(rule.coalesce, key, coalesce.toggle(key));
  for (const auto* key : kCoalesce) {
    keep(rule.coalesce, key, coalesce.number(key, 0, 0xffffffffU));
  }
  coalesce.done();
}

void parse_offloads(MapReader& reader, InterfaceRule& rule, Complaints& complaints) {
  MapReader offloads(reader.find("offloads"), "offloads", complaints);
  for (auto& [key, value] : offloads.others()) {
    const auto toggled = toggle_of(value.text);
    if (!toggled) {
      complaints.error(value.place, fmt::format("{} is no value of '{}', which is on or off",
                                                quoted(value.text), key.text));
      continue;
    }
    const auto hint = is_feature_name(key.text) ? "" : suggestion(key.text, feature_names());
    if (!hint.empty()) {
      complaints.error(key.place,
                       fmt::format("key {} is not known here{}", quoted(key.text), hint));
    } else if (!is_feature_name(key.text)) {
      complaints.warn(key.place, fmt::format("{} is no feature of the kernels known to holdfast",
                                             quoted(key.text)));
    }
    rule.offloads.push_back({key, {std::string(*toggled), value.place}});
  }
}

// {tx-0: 2-3, tx-1: @irq}; `prefix` is "tx-".
Entries parse_queue_masks(const YamlNode& node, std::string_view what, std::string_view prefix,
                          const Policy& policy, Complaints& complaints) {
  MapReader reader(&node, std::string(what), complaints);
  Entries out;
  for (const auto& entry : reader.others()) {
    const auto text = std::string_view(entry.key.text);
    const auto number = text.starts_with(prefix)
                            ? parse_number<std::uint32_t>(text.substr(prefix.size()))
                            : std::nullopt;
    if (!number || *number >= kMostQueues) {
      complaints.error(entry.key.place,
                       fmt::format("key {} is not known here: queues are {}0, {}1, …", quoted(text),
                                   prefix, prefix));
      continue;
    }
    check_cpu_expression(entry.value, policy.cpus, true, complaints);
    out.push_back(entry);
  }
  return out;
}

void parse_xps(MapReader& reader, InterfaceRule& rule, const Policy& policy,
               Complaints& complaints) {
  const YamlNode* node = reader.find("xps");
  if (!node) return;
  if (node->kind != YamlNode::Kind::scalar) {
    rule.xps_queues = parse_queue_masks(*node, "xps", "tx-", policy, complaints);
    return;
  }
  const std::vector<std::string_view> modes{"by-vector", "by-queue", "off"};
  rule.xps = Word{node->text, node->place};
  if (std::find(modes.begin(), modes.end(), node->text) != modes.end()) return;
  complaints.error(node->place,
                   fmt::format("{} is no value of 'xps', which is by-vector, by-queue, "
                               "off or {{tx-0: CPUS}}{}",
                               quoted(node->text), suggestion(node->text, modes)));
}

void parse_rps(MapReader& reader, InterfaceRule& rule, const Policy& policy,
               Complaints& complaints) {
  constexpr std::string_view kSingle = "when-single-queue";
  if (const YamlNode* node = reader.find("rps")) {
    const YamlNode* single = node->find(kSingle);
    if (node->kind == YamlNode::Kind::scalar) {
      rule.rps = Word{node->text, node->place};
      if (node->text != "off") check_cpu_expression(*rule.rps, policy.cpus, true, complaints);
    } else if (single) {
      MapReader form(node, "rps", complaints);
      rule.rps_single_queue = form.word(kSingle);
      form.done();
      if (rule.rps_single_queue) {
        check_cpu_expression(*rule.rps_single_queue, policy.cpus, true, complaints);
      }
    } else {
      rule.rps_queues = parse_queue_masks(*node, "rps", "rx-", policy, complaints);
    }
  }
  rule.rfs = reader.word("rfs");
  if (rule.rfs && rule.rfs->text != "off" &&
      check_number(*rule.rfs, "rfs", 1, 1U << 29, complaints)) {
    rule.rfs->text = fmt::to_string(*parse_number<std::uint32_t>(rule.rfs->text));
  }
}

const YamlNode* list_of(MapReader& reader, std::string_view key, Complaints& complaints) {
  const YamlNode* node = reader.find(key);
  if (!node || node->kind == YamlNode::Kind::list) return node;
  complaints.error(node->place, fmt::format("'{}' is a list, not {}", key, kind_of(*node)));
  return nullptr;
}

InterfaceRule parse_interface(const YamlNode& node, const Policy& policy, Complaints& complaints) {
  MapReader reader(&node, "an interface", complaints);
  InterfaceRule rule;
  rule.place = node.place;
  parse_match(reader, rule, complaints);
  parse_amounts(reader, rule, policy, complaints);
  parse_coalesce(reader, rule, complaints);
  parse_offloads(reader, rule, complaints);
  if (const YamlNode* list = list_of(reader, "vectors", complaints)) {
    for (const auto& item : list->items) {
      rule.vectors.push_back(parse_vector_rule(item, policy.cpus, complaints));
    }
  }
  if (const YamlNode* rss = reader.find("rss")) rule.rss = parse_rss(*rss, policy.cpus, complaints);
  if (const YamlNode* list = list_of(reader, "flows", complaints)) {
    for (const auto& item : list->items) {
      if (auto flow = parse_flow(item, complaints)) rule.flows.push_back(std::move(*flow));
    }
  }
  parse_xps(reader, rule, policy, complaints);
  parse_rps(reader, rule, policy, complaints);
  rule.threaded_napi = reader.toggle("threaded-napi");
  rule.napi_defer_hard_irqs = reader.number("napi-defer-hard-irqs", 0, 0x7fffffff);
  rule.gro_flush_timeout = reader.number("gro-flush-timeout", 0, 1000000000000);
  reader.done();
  return rule;
}

}  // namespace

void parse_interfaces(const YamlNode* list, Policy& policy, Complaints& complaints) {
  if (!list) return;
  if (list->kind != YamlNode::Kind::list) {
    complaints.error(list->place, fmt::format("'interfaces' is a list, not {}", kind_of(*list)));
    return;
  }
  for (const auto& node : list->items) {
    policy.interfaces.push_back(parse_interface(node, policy, complaints));
  }
}

}  // namespace holdfast
