#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/complaint.h"
#include "policy/cpu_expression.h"

namespace holdfast {
namespace {

std::string list_or_none(const CpuSet& cpus) { return cpus.empty() ? "no CPU" : cpus.to_list(); }

class Evaluation {
 public:
  Evaluation(std::string_view text, const CpuScope& scope) : text_(text), scope_(scope) {}

  tl::expected<CpuSet, CpuFault> run(const CpuNode& root) {
    auto cpus = value_of(root);
    if (!fault_ && cpus.empty() && !allows_none(root)) {
      fault_ = CpuFault{root.begin,
                        fmt::format("'{}' is empty on this host: {}", text_, explain(root)), true};
    }
    if (fault_) return tl::unexpected(*fault_);
    return cpus;
  }

 private:
  std::string_view text_of(const CpuNode& node) const {
    return trim(text_.substr(node.begin, node.end - node.begin));
  }

  static bool allows_none(const CpuNode& node) {
    if (node.kind == CpuNode::Kind::otherwise) return allows_none(node.parts[1]);
    return node.kind == CpuNode::Kind::name && node.name == "none";
  }

  CpuSet value_of(const CpuNode& node) {
    if (fault_) return {};
    switch (node.kind) {
      case CpuNode::Kind::list: return listed(node);
      case CpuNode::Kind::name: return named(node);
      case CpuNode::Kind::both: return value_of(node.parts[0]) & value_of(node.parts[1]);
      case CpuNode::Kind::either: return value_of(node.parts[0]) | value_of(node.parts[1]);
      case CpuNode::Kind::without: return value_of(node.parts[0]) - value_of(node.parts[1]);
      case CpuNode::Kind::otherwise: {
        auto cpus = value_of(node.parts[0]);
        return cpus.empty() ? value_of(node.parts[1]) : cpus;
      }
      case CpuNode::Kind::smt: return siblings(value_of(node.parts[0]));
      case CpuNode::Kind::cores: return one_of_each_core(value_of(node.parts[0]));
      case CpuNode::Kind::first:
      case CpuNode::Kind::last: return share(node, value_of(node.parts[0]));
    }
    return {};
  }

  CpuSet listed(const CpuNode& node) {
    const auto& topology = scope_.topology;
    const auto missing = node.cpus - topology.possible - topology.online;
    const auto offline = node.cpus - topology.online - missing;
    std::string wrong;
    if (!missing.empty()) {
      wrong = fmt::format("CPU {} does not exist", missing.to_list());
    }
    if (!offline.empty()) {
      wrong += fmt::format("{}CPU {} is offline", wrong.empty() ? "" : ", ", offline.to_list());
    }
    if (!wrong.empty()) {
      fault_ = CpuFault{node.begin, fmt::format("{} on this host, whose online CPUs are {}", wrong,
                                                list_or_none(topology.online))};
    }
    return node.cpus;
  }

  CpuSet named(const CpuNode& node) {
    const auto& topology = scope_.topology;
    if (const auto found = scope_.classes.find(node.name); found != scope_.classes.end()) {
      return found->second;
    }
    if (node.name == "online") return topology.online;
    if (node.name == "isolated") return topology.isolated & topology.online;
    if (node.name == "nohz_full") return topology.nohz_full & topology.online;
    if (node.name == "housekeeping" || node.name == "unisolated") return topology.housekeeping();
    if (node.name == "none") return {};
    if (node.name == "nic.node") return nic_cpus(node);
    const auto number = node.name.starts_with("node")
                            ? parse_number<std::uint32_t>(std::string_view(node.name).substr(4))
                            : std::nullopt;
    if (number) return node_cpus(node, *number);
    fault_ = CpuFault{node.begin, unknown(node.name)};
    return {};
  }

  CpuSet nic_cpus(const CpuNode& node) {
    if (!scope_.nic) {
      fault_ = CpuFault{node.begin, "nic.node has a meaning only under 'interfaces'"};
      return {};
    }
    const auto& topology = scope_.topology;
    if (!scope_.nic->node) return topology.online;
    return topology.cpus_of(*scope_.nic->node) & topology.online;
  }

  CpuSet node_cpus(const CpuNode& node, std::uint32_t number) {
    const auto& nodes = scope_.topology.nodes;
    const bool exists = std::any_of(nodes.begin(), nodes.end(),
                                    [&](const auto& one) { return one.node.value == number; });
    // A kernel without NUMA shows no node; all its CPUs are node 0's.
    if (nodes.empty() && number == 0) return scope_.topology.online;
    if (!exists) {
      std::string known;
      for (const auto& one : nodes) known += fmt::format(" node{}", one.node.value);
      fault_ = CpuFault{node.begin, fmt::format("this host has no node {}; it has{}", number,
                                                known.empty() ? " node0" : known)};
      return {};
    }
    return scope_.topology.cpus_of(NumaNode{number}) & scope_.topology.online;
  }

  std::string unknown(const std::string& name) const {
    std::vector<std::string_view> known{"online", "isolated", "nohz_full", "housekeeping",
                                        "unisolated"};
    for (const auto& [other, cpus] : scope_.classes) known.push_back(other);
    const auto hint = suggestion(name, known);
    return fmt::format("there is no class of CPUs '{}'{}", name,
                       hint.empty() ? fmt::format("; there are {}", one_of(known)) : hint);
  }

  CpuSet siblings(const CpuSet& cpus) const {
    CpuSet all = cpus;
    for (const auto id : cpus.to_vector()) {
      const Cpu* cpu = scope_.topology.find(id);
      if (cpu) all |= cpu->smt_siblings & scope_.topology.online;
    }
    return all;
  }

  CpuSet one_of_each_core(const CpuSet& cpus) const {
    CpuSet chosen;
    for (const auto id : cpus.to_vector()) {
      const Cpu* cpu = scope_.topology.find(id);
      if (!cpu || !cpu->smt_siblings.intersects(chosen)) chosen.add(id);
    }
    return chosen;
  }

  static CpuSet take(const CpuNode& node, const CpuSet& cpus) {
    const auto all = cpus.to_vector();
    std::size_t count = node.count;
    if (node.percent) count = (all.size() * node.count + 99) / 100;
    count = std::min(count, all.size());
    CpuSet taken;
    for (std::size_t i = 0; i < count; ++i) {
      taken.add(node.kind == CpuNode::Kind::first ? all[i] : all[all.size() - 1 - i]);
    }
    return taken;
  }

  CpuSet share(const CpuNode& node, const CpuSet& cpus) const {
    if (!node.per_node || scope_.topology.nodes.empty()) return take(node, cpus);
    CpuSet taken;
    for (const auto& one : scope_.topology.nodes) taken |= take(node, cpus & one.cpus);
    return taken;
  }

  // Why a part is empty; called only for parts that are.
  std::string explain(const CpuNode& node) {
    switch (node.kind) {
      case CpuNode::Kind::both:
      case CpuNode::Kind::without: {
        for (const auto& part : node.parts) {
          const bool decides = node.kind == CpuNode::Kind::both || &part == &node.parts[0];
          if (decides && value_of(part).empty()) return explain(part);
        }
        return fmt::format("{} is {} and {} is {}", text_of(node.parts[0]),
                           list_or_none(value_of(node.parts[0])), text_of(node.parts[1]),
                           list_or_none(value_of(node.parts[1])));
      }
      case CpuNode::Kind::either:
      case CpuNode::Kind::otherwise:
        return explain(node.parts[0]) + ", and " + explain(node.parts[1]);
      case CpuNode::Kind::smt:
      case CpuNode::Kind::cores:
      case CpuNode::Kind::first:
      case CpuNode::Kind::last: return explain(node.parts[0]);
      default: return fmt::format("there is no CPU in {}", text_of(node));
    }
  }

  std::string_view text_;
  const CpuScope& scope_;
  std::optional<CpuFault> fault_;
};

}  // namespace

tl::expected<CpuSet, CpuFault> evaluate_cpus(std::string_view text, const CpuScope& scope) {
  const auto node = parse_cpu_expression(text);
  if (!node) return tl::unexpected(node.error());
  return Evaluation(text, scope).run(*node);
}

}  // namespace holdfast
