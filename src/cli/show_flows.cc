#include <fmt/format.h>

#include <map>

#include "cli/rss_views.h"
#include "cli/show_views.h"
#include "rss/flow_place.h"

namespace holdfast {
namespace {

std::string cpu_of(const HostSnapshot& host, const Nic& nic, QueueIndex queue) {
  const auto* vector = vector_of(host, nic, queue);
  return vector != nullptr && vector->effective ? vector->effective->to_list() : "-";
}

// Why the queue cannot be told; a NIC with one queue needs no hash.
Steering steer(const std::map<std::string, FlowSteering>& steerings, const Nic& nic,
               const Flow& flow) {
  if (nic.active_rx_queues() == 1) return {.queue = QueueIndex{0}};
  const auto found = steerings.find(nic.name);
  return found == steerings.end() ? Steering{.reason = "unknown interface"}
                                  : found->second.of(flow);
}

}  // namespace

std::string owner_of(const HostSnapshot& host, const Flow& flow) {
  if (!flow.process) return "-";
  for (const auto& thread : host.threads) {
    if (thread.id == *flow.process) return fmt::format("{} {}", thread.comm, thread.id.value);
  }
  return fmt::to_string(flow.process->value);
}

std::string show_flows(const ShowContext& context) {
  const auto& host = context.host();
  std::map<std::string, FlowSteering> steerings;
  for (const auto& nic : host.nics) steerings.emplace(nic.name, FlowSteering(nic));
  Table table({{"nic", false, false},
               {"proto", false, false},
               {"local", false, true},
               {"remote", false, true},
               {"rx queue", true, false},
               {"cpu", true, false},
               {"process", false, true},
               {"note", false, true}});
  for (const auto& flow : host.flows) {
    const Nic* nic = host.find_nic(flow.nic);
    if (nic != nullptr && !context.shows(*nic)) continue;
    const Steering steering = nic != nullptr ? steer(steerings, *nic, flow)
                                             : Steering{.reason = "no interface has that address"};
    table.add({{flow.nic.empty() ? "-" : flow.nic, Style::bold},
               {flow.transport == Transport::tcp ? "tcp" : "udp"},
               {to_text(flow.local)},
               {to_text(flow.remote)},
               {steering.queue ? fmt::to_string(steering.queue->value) : "-"},
               {steering.queue && nic != nullptr ? cpu_of(host, *nic, *steering.queue) : "-"},
               {owner_of(host, flow)},
               {steering.ntuple_rule ? fmt::format("ntuple rule {}", *steering.ntuple_rule)
                                     : steering.reason,
                Style::dim}});
  }
  return table.empty() ? "No live flow was found.\n" : table.to_text(context.screen);
}

}  // namespace holdfast
