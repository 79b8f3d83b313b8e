#include "policy/parse_policy.h"

#include <fmt/format.h>

#include "base/text.h"
#include "policy/cpu_expression.h"
#include "policy/parsing.h"

namespace holdfast {
namespace {

bool is_class_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  const bool starts_well = !name.empty() && (name[0] < '0' || name[0] > '9');
  return starts_well && name.size() <= 64 &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

void parse_classes(MapReader& top, Policy& policy, Complaints& complaints) {
  MapReader classes(top.find("cpus"), "cpus", complaints);
  constexpr std::size_t kMostClasses = 256;  // they are resolved by recursion
  policy.cpus = classes.others();
  if (policy.cpus.size() > kMostClasses) {
    complaints.error(classes.place(), fmt::format("more than {} classes of CPUs", kMostClasses));
    policy.cpus.resize(kMostClasses);
  }
  for (const auto& [name, value] : policy.cpus) {
    constexpr std::string_view kWords[] = {"none",  "online", "else", "smt",
                                           "cores", "first",  "last", "of"};
    bool taken = name.text.starts_with("node") && is_builtin_cpu_name(name.text);
    for (const auto word : kWords) taken = taken || name.text == word;
    if (!is_class_name(name.text)) {
      complaints.error(name.place,
                       fmt::format("{} is no name of a class of CPUs: letters, digits and '_' are",
                                   quoted(name.text)));
    } else if (taken) {
      complaints.error(name.place, fmt::format("{} has a meaning of its own in CPU expressions",
                                               quoted(name.text)));
    }
  }
  for (const auto& [name, value] : policy.cpus) {
    check_cpu_expression(value, policy.cpus, false, complaints);
  }
}

void parse_match(MapReader& top, Policy& policy, Complaints& complaints) {
  MapReader match(top.find("match"), "match", complaints);
  policy.match.hostname = match.words("hostname");
  policy.match.driver = match.words("driver");
  policy.match.instance_type = match.words("instance-type");
  policy.match.virtualization = match.words("virtualization");
  policy.match.architecture = match.words("architecture");
  policy.match.kernel = match.words("kernel");
  match.done();
}

void parse_head(MapReader& top, Policy& policy, Complaints& complaints) {
  constexpr std::string_view kVersion = "holdfast/v1";
  const auto version = top.word("apiVersion");
  if (!version && !top.has("apiVersion")) {
    complaints.error(top.place(), fmt::format("'apiVersion: {}' is missing", kVersion));
  } else if (version && version->text != kVersion) {
    complaints.error(version->place, fmt::format("apiVersion {} is not known; {} is",
                                                 quoted(version->text), kVersion));
  }
  const auto name = top.word("name");
  if (name && name->text.empty()) complaints.error(name->place, "'name' is empty");
  if (!top.has("name")) complaints.error(top.place(), "'name' is missing");
  policy.name = name ? name->text : "";
  const auto policy_version = top.word("version");
  policy.version = policy_version ? policy_version->text : "";
  top.find("include");
  top.choice("unsupported", {"skip", "refuse"});
}

void parse_tree(const YamlNode& tree, Policy& policy, Complaints& complaints) {
  MapReader top(&tree, "a policy", complaints);
  if (tree.kind != YamlNode::Kind::map) return;
  parse_head(top, policy, complaints);
  parse_match(top, policy, complaints);
  parse_classes(top, policy, complaints);
  parse_interfaces(top.find("interfaces"), policy, complaints);
  parse_host_sections(top, policy, complaints);
  parse_threads(top.find("threads"), policy, complaints);
  parse_regime_section(top, policy, complaints);
  parse_probe_stream(top, policy, complaints);
  top.done();
}

}  // namespace

void check_cpu_expression(const Word& word, const Entries& classes, bool under_interface,
                          Complaints& complaints) {
  const auto place_at = [&](std::size_t offset) {
    auto place = word.place;
    place.column += static_cast<int>(offset);
    return place;
  };
  const auto node = parse_cpu_expression(word.text);
  if (!node) {
    complaints.error(
        place_at(node.error().offset),
        fmt::format("CPU expression {}: {}", quoted(word.text), node.error().sentence));
    return;
  }
  if (!under_interface && asks_for_nic(*node)) {
    complaints.error(
        word.place, fmt::format("CPU expression {}: nic.node has a meaning only under 'interfaces'",
                                quoted(word.text)));
  }
  std::vector<std::string_view> known{"online", "isolated", "nohz_full", "housekeeping",
                                      "unisolated"};
  for (const auto& entry : classes) known.push_back(entry.key.text);
  for (const auto& [name, offset] : class_names_in(*node)) {
    bool is_known = is_builtin_cpu_name(name);
    for (const auto& entry : classes) is_known = is_known || entry.key.text == name;
    if (is_known) continue;
    const auto hint = suggestion(name, known);
    complaints.error(
        place_at(offset),
        fmt::format("CPU expression {}: there is no class of CPUs '{}'{}", quoted(word.text), name,
                    hint.empty() ? fmt::format("; there are {}", one_of(known)) : hint));
  }
}

std::optional<Word> expression_in(std::string_view function, const Word& word) {
  const auto start = fmt::format("{}(", function);
  if (!word.text.starts_with(start) || !word.text.ends_with(')')) return std::nullopt;
  Word inner = word;
  inner.text = word.text.substr(start.size(), word.text.size() - start.size() - 1);
  inner.place.column += static_cast<int>(start.size());
  return inner;
}

ParsedPolicy parse_policy(const std::string& file, std::string_view text,
                          const ReadInclude& read_include) {
  ParsedPolicy parsed;
  IncludedFiles included;
  const auto tree = read_with_includes(file, text, read_include, parsed.complaints, included);
  parsed.policy.source = file;
  parsed.policy.included = std::move(included.paths);
  parsed.policy.skipping = std::move(included.skipping);
  if (tree.kind != YamlNode::Kind::null) {
    parse_tree(tree, parsed.policy, parsed.complaints);
  } else if (!parsed.complaints.has_errors()) {
    parsed.complaints.error({file, 1, 1}, "there is no policy in this file");
  }
  parsed.complaints.sort();
  return parsed;
}

}  // namespace holdfast
