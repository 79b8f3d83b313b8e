#include "rss/flow_place.h"

#include <algorithm>
#include <map>

namespace holdfast {
namespace {

std::optional<NumaNode> node_of(const HostSnapshot& host, const CpuSet& cpus) {
  std::optional<NumaNode> node;
  for (const auto& cpu : host.topology.cpus) {
    if (!cpus.contains(cpu.id) || !cpu.node) continue;
    if (node && *node != *cpu.node) return std::nullopt;
    node = cpu.node;
  }
  return node;
}

}  // namespace

const Vector* vector_of(const HostSnapshot& host, const Nic& nic, QueueIndex queue) {
  for (const auto& vector : host.vectors) {
    if (vector.nic != nic.name) continue;
    const auto& served = vector.rx_queues;
    if (std::find(served.begin(), served.end(), queue) != served.end()) return &vector;
  }
  return nullptr;
}

std::vector<FlowPlace> place_flows(const HostSnapshot& host, const std::vector<Flow>& flows,
                                   const std::string& nic) {
  std::map<std::string, FlowSteering> steerings;
  for (const auto& one : host.nics) steerings.emplace(one.name, FlowSteering(one));
  std::vector<FlowPlace> places;
  std::map<std::pair<std::string, std::uint32_t>, std::size_t> on_queue;
  for (const auto& flow : flows) {
    FlowPlace place{.flow = flow, .nic = flow.nic.empty() ? nic : flow.nic};
    const auto steering = steerings.find(place.nic);
    if (steering == steerings.end()) {
      place.steering.reason = "no interface has that address";
      places.push_back(std::move(place));
      continue;
    }
    place.steering = steering->second.of(flow);
    if (place.steering.queue) {
      const auto queue = *place.steering.queue;
      ++on_queue[{place.nic, queue.value}];
      if (const auto* vector = vector_of(host, *host.find_nic(place.nic), queue)) {
        place.irq = vector->irq;
        place.cpus = vector->effective;
        if (place.cpus) place.node = node_of(host, *place.cpus);
      }
    }
    places.push_back(std::move(place));
  }
  for (auto& place : places) {
    if (place.steering.queue) {
      place.sharing = on_queue[{place.nic, place.steering.queue->value}] - 1;
    }
  }
  return places;
}

}  // namespace holdfast
