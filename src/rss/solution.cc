#include "rss/solution.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "model/address.h"
#include "rss/collision.h"
#include "rss/rss.h"
#include "rss/separation.h"

namespace holdfast {
namespace {

// The kernel counts no rules of a NIC that has no table for them.
bool takes_rules(const Nic& nic) {
  if (!nic.ntuple_capacity && nic.ntuple.empty()) return false;
  return std::any_of(nic.features.begin(), nic.features.end(), [](const Feature& feature) {
    return feature.name == "rx-ntuple-filter" && (feature.active || !feature.fixed);
  });
}

tl::unexpected<Error> lacks(const Nic& nic, const std::string& what) {
  return fail(ErrorCode::unsupported, fmt::format("{} ({}) {}", nic.name, nic.driver, what));
}

Result<void> check_queues(const Nic& nic, const SolveRequest& request) {
  const auto queues = nic.active_rx_queues();
  std::set<std::uint32_t> seen;
  for (const auto* list : {&request.queues, &request.rest_queues}) {
    for (const auto queue : *list) {
      if (queue >= queues) {
        return fail(ErrorCode::usage,
                    fmt::format("there is no queue {}: {} has {} receive queues, from 0 on", queue,
                                nic.name, queues));
      }
      if (!seen.insert(queue).second) {
        return fail(ErrorCode::usage, fmt::format("queue {} is named twice", queue));
      }
    }
  }
  if (request.queues.empty()) return fail(ErrorCode::usage, "no queue for the flows that matter");
  return {};
}

// Can the hash be predicted for these flows at all?
Result<void> check_hash(const Nic& nic, const SolveRequest& request) {
  if (nic.rss.empty() || nic.rss.front().indirection.empty()) {
    return lacks(nic, "shows no indirection table");
  }
  // A table that differs, so that the hash decides, not the table alone.
  Nic spread = nic;
  auto& table = spread.rss.front().indirection;
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint32_t>(i % 2);
  spread.ntuple.clear();
  spread.channels = Channels{.combined = std::max<std::uint32_t>(nic.active_rx_queues(), 2)};
  const FlowSteering steering(spread);
  const auto& function = nic.rss.front().function;
  if (!function.empty() && function != "toeplitz") {
    return fail(ErrorCode::unsupported,
                fmt::format("{}: its hash function is {}; a key and a table are found for toeplitz "
                            "only (ethtool -X {} hfunc toeplitz)",
                            nic.name, function, nic.name));
  }
  for (const auto& listed : request.flows) {
    const auto found = steering.of(listed.flow);
    if (!found.hashed) {
      return fail(ErrorCode::unsupported,
                  fmt::format("{}: the hash of {} cannot be told: {}", nic.name,
                              to_text(listed.flow), found.reason));
    }
  }
  return {};
}

bool hashes_ports(const Nic& nic, const std::string& type) {
  return std::any_of(nic.hash_fields.begin(), nic.hash_fields.end(), [&](const HashFields& fields) {
    return fields.flow_type == type && fields.ports;
  });
}

SeparationGoal goal_of(const Nic& nic, const SolveRequest& request,
                       const std::vector<std::string>& with_ports) {
  const auto& rss = nic.rss.front();
  SeparationGoal goal;
  goal.queues = request.queues;
  goal.rest_queues = request.rest_queues;
  goal.key = rss.key;
  goal.buckets = rss.indirection.size();
  goal.key_is_fixed = request.by == SolveBy::table;
  goal.symmetric = request.symmetric && !is_symmetric_transform(rss.input_transform);
  for (const auto& listed : request.flows) {
    const auto type = flow_type_of(listed.flow);
    const bool ports = hashes_ports(nic, type) ||
                       std::find(with_ports.begin(), with_ports.end(), type) != with_ports.end();
    const auto input =
        hash_input(listed.flow.remote, listed.flow.local, ports, rss.input_transform);
    (listed.rest ? goal.rest : goal.inputs).push_back(input);
    if (!listed.rest) goal.rates.push_back(listed.rate);
  }
  return goal;
}

Result<Solution> by_hash(const Nic& nic, const SolveRequest& request) {
  if (auto can = check_hash(nic, request); !can) return tl::unexpected<Error>(can.error());
  std::set<std::string> without;
  for (const auto& listed : request.flows) {
    const auto type = flow_type_of(listed.flow);
    if (!hashes_ports(nic, type)) without.insert(type);
  }
  Solution solution;
  solution.by = request.by == SolveBy::table ? SolveBy::table : SolveBy::key;
  auto found = separate(goal_of(nic, request, {}));
  const std::size_t flows = goal_of(nic, request, {}).inputs.size();
  solution.even_share = (flows + request.queues.size() - 1) / request.queues.size();
  const auto falls_short = [&] {
    return !found || found->fullest > solution.even_share || found->rest_among > 0;
  };
  if (falls_short() && !without.empty() && solution.by == SolveBy::key) {
    const std::vector<std::string> types(without.begin(), without.end());
    auto other = separate(goal_of(nic, request, types));
    if (other && (!found || std::pair(other->rest_among, other->fullest) <
                                std::pair(found->rest_among, found->fullest))) {
      found = std::move(other);
      solution.with_ports = types;
    }
  }
  if (!found) {
    return lacks(nic, request.symmetric && request.by == SolveBy::table
                          ? "has a key that is not symmetric, and only the table may change"
                          : "has a key that is too short for these flows");
  }
  if (found->key != nic.rss.front().key) solution.key = found->key;
  solution.table = found->table;
  solution.keys_tried = found->keys_tried;
  solution.unknown_share =
      request.rest_queues.empty()
          ? 1
          : static_cast<double>(found->trading_buckets) / static_cast<double>(found->table.size());
  return solution;
}

Result<Solution> by_rules(const Nic& nic, const SolveRequest& request) {
  std::vector<Flow> flows, rest;
  std::vector<double> rates;
  for (const auto& listed : request.flows) {
    (listed.rest ? rest : flows).push_back(listed.flow);
    if (!listed.rest) rates.push_back(listed.rate);
  }
  Solution solution;
  solution.by = SolveBy::rules;
  solution.even_share = (flows.size() + request.queues.size() - 1) / request.queues.size();
  solution.rules = cover_by_rules(flows, rates, rest, request.queues);
  const bool has_table = !nic.rss.empty() && !nic.rss.front().indirection.empty();
  if (request.rest_queues.empty() || !has_table) {
    solution.unknown_share = 1;
  } else {
    // As equal weights fill it (ethtool.c, fill_indir_table): so the policy can say it in a line.
    const auto buckets = nic.rss.front().indirection.size();
    const auto queues = std::min(buckets, request.rest_queues.size());
    for (std::size_t i = 0, queue = 0; i < buckets; ++i) {
      while (i >= buckets * (queue + 1) / queues) ++queue;
      solution.table.push_back(request.rest_queues[queue]);
    }
  }
  return solution;
}

NtupleRule ntuple_of(const CoverRule& rule, const Flow& flow, std::uint32_t location) {
  const std::string any = flow.local.address.size() == 4
                              ? "255.255.255.255"
                              : "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  NtupleRule out;
  out.location = location;
  out.flow_type = rule.flow_type;
  out.dst_ip = address_text(flow.local.address);
  out.dst_ip_mask = any;
  if (rule.by_port) {
    out.dst_port = flow.local.port;
    out.dst_port_mask = 0xffff;
  }
  if (rule.by_source) {
    out.src_ip = address_text(flow.remote.address);
    out.src_ip_mask = any;
    out.src_port = flow.remote.port;
    out.src_port_mask = 0xffff;
  }
  out.queue = QueueIndex{rule.queue};
  return out;
}

std::vector<Flow> that_matter(const SolveRequest& request) {
  std::vector<Flow> flows;
  for (const auto& listed : request.flows) {
    if (!listed.rest) flows.push_back(listed.flow);
  }
  return flows;
}

// What the NIC so set does with every flow; absent where that cannot be told.
std::vector<Steering> steered(const Nic& nic, const SolveRequest& request) {
  const FlowSteering steering(nic);
  std::vector<Steering> all;
  for (const auto& listed : request.flows) all.push_back(steering.of(listed.flow));
  return all;
}

Result<Solution> proven(const Nic& nic, const SolveRequest& request, Solution solution) {
  const auto all = steered(with_solution(nic, request, solution), request);
  std::map<std::uint32_t, std::size_t> flows_on;
  const auto is_for_them = [&](std::uint32_t queue) {
    return std::find(request.queues.begin(), request.queues.end(), queue) != request.queues.end();
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& listed = request.flows[i];
    const auto& queue = all[i].queue;
    if (!queue && listed.rest && solution.by == SolveBy::rules) {
      solution.queue_of.push_back(kUnknownQueue);  // by a hash that the NIC does not tell
      if (solution.table.empty()) ++solution.rest_among;
      continue;
    }
    if (!queue || (!listed.rest && !is_for_them(queue->value))) {
      const auto why = all[i].ntuple_rule
                           ? fmt::format("ntuple rule {} takes it", *all[i].ntuple_rule)
                       : queue ? fmt::format("it lands on queue {}", queue->value)
                               : all[i].reason;
      return fail(ErrorCode::unsupported, fmt::format("{}: no solution holds for {}: {}", nic.name,
                                                      to_text(listed.flow), why));
    }
    solution.queue_of.push_back(queue->value);
    if (!listed.rest) ++flows_on[queue->value];
    if (listed.rest && is_for_them(queue->value) && !request.rest_queues.empty()) {
      ++solution.rest_among;
    }
  }
  for (const auto& [queue, count] : flows_on) solution.fullest = std::max(solution.fullest, count);
  return solution;
}

// `queues` ascending; a table with fewer buckets has the first of them only.
std::string weights(std::vector<std::uint32_t> queues, std::size_t buckets) {
  queues.resize(std::min(queues.size(), buckets));
  std::vector<int> weight(std::size_t{queues.back()} + 1);
  for (const auto queue : queues) weight[queue] = 1;
  return fmt::format("[{}]", fmt::join(weight, ", "));
}

std::string table_lines(const std::vector<std::uint32_t>& table) {
  constexpr std::size_t kInLine = 32;
  std::string text = "[";
  for (std::size_t i = 0; i < table.size(); ++i) {
    text += i == 0 ? "" : i % kInLine == 0 ? ",\n                " : ", ";
    text += fmt::to_string(table[i]);
  }
  return text + "]";
}

}  // namespace

std::string_view name_of(SolveBy by) {
  switch (by) {
    case SolveBy::automatic: return "automatic";
    case SolveBy::rules: return "rules";
    case SolveBy::key: return "key";
    case SolveBy::table: return "table";
  }
  return "";
}

Nic with_solution(const Nic& nic, const SolveRequest& request, const Solution& solution) {
  Nic set = nic;
  if (!solution.key.empty()) set.rss.front().key = solution.key;
  if (!solution.table.empty()) set.rss.front().indirection = solution.table;
  for (auto& fields : set.hash_fields) {
    const auto& types = solution.with_ports;
    if (std::find(types.begin(), types.end(), fields.flow_type) == types.end()) continue;
    fields.ports = true;
    fields.fields = {"ip-src", "ip-dst", "l4-b-0-1", "l4-b-2-3"};
  }
  const auto flows = that_matter(request);
  std::uint32_t location = 0;  // behind those that are there: they stay, and come first
  for (const auto& rule : set.ntuple) location = std::max(location, rule.location + 1);
  for (const auto& rule : solution.rules) {
    set.ntuple.push_back(ntuple_of(rule, flows[rule.flows.front()], location++));
  }
  return set;
}

Result<Solution> solve(const Nic& nic, const SolveRequest& request) {
  if (auto checked = check_queues(nic, request); !checked) {
    return tl::unexpected<Error>(checked.error());
  }
  if (that_matter(request).empty()) {
    return fail(ErrorCode::usage, "every flow is marked rest; those that matter are not marked");
  }
  if (request.by == SolveBy::rules && !takes_rules(nic)) {
    return lacks(nic, "takes no receive classification rules (feature rx-ntuple-filter)");
  }
  if (request.by == SolveBy::rules && request.symmetric) {
    return fail(ErrorCode::usage, "rules do not make a hash symmetric: use --by key");
  }
  const bool rules = request.by == SolveBy::rules ||
                     (request.by == SolveBy::automatic && takes_rules(nic) && !request.symmetric);
  auto solution = rules ? by_rules(nic, request) : by_hash(nic, request);
  if (!solution) return solution;
  return proven(nic, request, *std::move(solution));
}

std::string policy_text(const Nic& nic, const SolveRequest& request, const Solution& solution) {
  std::string text =
      fmt::format("apiVersion: holdfast/v1\nname: flows-{}\ninterfaces:\n  - match: {{name: {}}}\n",
                  nic.name, nic.name);
  if (!solution.key.empty() || !solution.table.empty() || !solution.with_ports.empty()) {
    text += "    rss:\n";
  }
  if (!solution.key.empty()) text += fmt::format("      key: \"{}\"\n", key_text(solution.key));
  for (std::size_t i = 0; i < solution.with_ports.size(); ++i) {
    text += i == 0 ? "      hash-fields:\n" : "";
    text += fmt::format("        {}: sdfn\n", solution.with_ports[i]);
  }
  if (!solution.table.empty() && solution.by == SolveBy::rules) {
    text += fmt::format("      indirection: {{weight: {}}}\n",
                        weights(request.rest_queues, solution.table.size()));
  } else if (!solution.table.empty()) {
    text += fmt::format("      indirection:\n        table: {}\n", table_lines(solution.table));
  }
  const auto flows = that_matter(request);
  for (std::size_t i = 0; i < solution.rules.size(); ++i) {
    text += i == 0 ? "    flows:\n" : "";
    text += fmt::format("      - {}\n", policy_text(solution.rules[i], flows));
  }
  for (std::size_t i = 0; i < request.flows.size(); ++i) {
    const auto& listed = request.flows[i];
    const auto queue = solution.queue_of[i];
    text += fmt::format("# {}  {}{}{}\n",
                        queue == kUnknownQueue ? "queue unknown" : fmt::format("queue {}", queue),
                        to_text(listed.flow), listed.name.empty() ? "" : "  " + listed.name,
                        listed.rest ? "  (rest)" : "");
  }
  return text;
}

}  // namespace holdfast
