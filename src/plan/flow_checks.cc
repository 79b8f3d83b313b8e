#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "plan/fix_text.h"
#include "plan/steering_checks.h"
#include "rss/collision.h"
#include "rss/key_search.h"
#include "rss/rss.h"

namespace holdfast {
namespace {

// More flows than this are a server's crowd, which the hash spreads well enough.
constexpr std::size_t kMaxFlows = 64;
constexpr std::size_t kShown = 4;

struct Landed {
  const Flow* flow;
  Steering steering;
};
using ByQueue = std::map<std::uint32_t, std::vector<Landed>>;

// The address alone, as ntuple rules take it.
std::string address_text(const Endpoint& endpoint) {
  auto text = to_text(endpoint);
  text.resize(text.rfind(':'));
  return text.starts_with('[') ? text.substr(1, text.size() - 2) : text;
}

ByQueue landed_flows(const HostSnapshot& host, const Nic& nic) {
  const FlowSteering steering(nic);
  std::set<std::string> local;
  for (const auto& flow : host.flows) local.insert(address_text(flow.local));
  ByQueue by_queue;
  std::size_t count = 0;
  for (const auto& flow : host.flows) {
    // With both ends on this host, packets never reach a NIC.
    if (!carries(host, nic, flow.nic) || local.contains(address_text(flow.remote))) continue;
    if (++count > kMaxFlows) return {};
    auto answer = steering.of(flow);
    if (answer.queue) by_queue[answer.queue->value].push_back({&flow, std::move(answer)});
  }
  return by_queue;
}

// Flows on one queue that nobody put there by a rule, and that different processes wait for (one
// process may well read all its flows from one queue).
bool collides(const std::vector<Landed>& landed) {
  std::set<std::uint32_t> owners;
  std::size_t hashed = 0;
  std::uint32_t unknown_owner = 1U << 31;
  for (const auto& entry : landed) {
    owners.insert(entry.flow->process ? entry.flow->process->value : unknown_owner++);
    hashed += entry.steering.ntuple_rule ? 0 : 1;
  }
  return landed.size() > 1 && hashed > 0 && owners.size() > 1;
}

std::string flow_text(const Flow& flow) {
  return fmt::format("{} {} ← {}", flow.transport == Transport::tcp ? "tcp" : "udp",
                     to_text(flow.local), to_text(flow.remote));
}

struct NtupleFix {
  std::vector<std::string> policies;
  std::vector<std::string> commands;
};

void steer(NtupleFix& fix, const Nic& nic, const Flow& flow, std::uint32_t queue) {
  const auto type = fmt::format("{}{}", flow.transport == Transport::tcp ? "tcp" : "udp",
                                flow.local.address.size() == 4 ? 4 : 6);
  const auto source = address_text(flow.remote);
  const auto destination = address_text(flow.local);
  fix.policies.push_back(fmt::format(
      "{{type: {}, src-ip: {}, src-port: {}, dst-ip: {}, dst-port: {}, queue: {}}}", type,
      yaml_word(source), flow.remote.port, yaml_word(destination), flow.local.port, queue));
  fix.commands.push_back(fmt::format(
      "ethtool -N {} flow-type {} src-ip {} src-port {} dst-ip {} dst-port {} action {}",
      shell_word(nic.name), type, source, flow.remote.port, destination, flow.local.port, queue));
}

// One flow of each crowded queue stays, the others take the idle queues.
Fix by_ntuple(const Nic& nic, const ByQueue& by_queue, const std::vector<std::uint32_t>& idle) {
  NtupleFix fix;
  std::size_t next = 0;
  for (const auto& [queue, landed] : by_queue) {
    if (!collides(landed)) continue;
    for (std::size_t i = 1; i < landed.size() && next < idle.size(); ++i) {
      steer(fix, nic, *landed[i].flow, idle[next++]);
    }
  }
  return {
      .policy = interface_policy(nic.name, fmt::format("flows: [{}]", joined(fix.policies, ", "))),
      .shell = joined(fix.commands, "\n")};
}

// Empty when no symmetric key spreads the flows over more queues than the present one.
Fix by_key(const Nic& nic, const ByQueue& by_queue) {
  std::vector<HashInput> inputs;
  std::set<std::uint32_t> used;
  for (const auto& [queue, landed] : by_queue) {
    for (const auto& entry : landed) {
      if (!entry.steering.hashed || entry.steering.ntuple_rule) continue;
      inputs.push_back(*entry.steering.hashed);
      used.insert(queue);
    }
  }
  const auto context = std::find_if(nic.rss.begin(), nic.rss.end(),
                                    [](const RssContext& entry) { return entry.id == 0; });
  if (context == nic.rss.end()) return {};
  const auto found = spreading_key(inputs, context->indirection, context->key.size());
  if (!found || found->queues_used <= used.size()) return {};
  const auto key = key_text(found->key);
  return {.policy = interface_policy(nic.name, fmt::format("rss: {{key: {}}}", yaml_word(key))),
          .shell = fmt::format("ethtool -X {} hkey {}", shell_word(nic.name), key)};
}

}  // namespace

void check_flows_collide(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto by_queue = landed_flows(input.host, *nic);
    std::size_t flows = 0;
    std::size_t crowded = 0;
    std::vector<Evidence> evidence;
    for (const auto& [queue, landed] : by_queue) {
      flows += landed.size();
      if (!collides(landed)) continue;
      crowded += landed.size();
      for (const auto& entry : landed) {
        if (evidence.size() < kShown) {
          evidence.push_back({"ss -Htun, " + flow_text(*entry.flow), fmt::format("rx {}", queue)});
        }
      }
    }
    std::vector<std::uint32_t> idle;
    for (std::uint32_t queue = 0; queue < nic->active_rx_queues(); ++queue) {
      if (!by_queue.contains(queue)) idle.push_back(queue);
    }
    if (crowded == 0 || idle.empty()) continue;
    const Feature* ntuple = nic->feature("rx-ntuple-filter");
    auto fix = ntuple && ntuple->active ? by_ntuple(*nic, by_queue, idle) : by_key(*nic, by_queue);
    if (fix.shell.empty()) continue;  // nothing would spread them better
    evidence.push_back({fmt::format("ethtool -x {}", shell_word(nic->name)), "key and table"});
    const auto table = nic->rss.empty() ? std::span<const std::uint32_t>{}
                                        : std::span<const std::uint32_t>(nic->rss[0].indirection);
    auto& finding = add_finding(
        findings, rule, nic->name,
        fmt::format(
            "{} of {} live flows of {} share a queue while {} of {} queues have none; by chance, "
            "{} flows under this table would collide with probability {:.2f}",
            crowded, flows, nic->name, idle.size(), nic->active_rx_queues(), flows,
            collision_risk(table, flows).any),
        std::move(evidence), std::move(fix));
    if (input.profile.low_latency) finding.severity = Severity::warning;
  }
}

}  // namespace holdfast
