// NRS: the share of packet work that is done on another NUMA node than the NIC's.
#include <algorithm>

#include "metrics/derive_parts.h"
#include "metrics/queue_packets.h"

namespace holdfast {
namespace {

struct Work {
  double remote = 0, all = 0;

  // On a CPU whose node nobody knows it is neither here nor there.
  void add(const CpuTopology& topology, CpuId cpu, NumaNode home, double amount) {
    const Cpu* found = topology.find(cpu);
    if (!found || !found->node) return;
    all += amount;
    if (*found->node != home) remote += amount;
  }
};

const NicCounters* find_nic(const Sample& sample, const std::string& name) {
  const auto found = std::find_if(sample.nics.begin(), sample.nics.end(),
                                  [&](const NicCounters& nic) { return nic.name == name; });
  return found == sample.nics.end() ? nullptr : &*found;
}

using QueuePackets = std::map<QueueIndex, std::uint64_t>;
using PacketsByNic = std::map<std::string, QueuePackets>;

bool matters(const VectorTarget& target) {
  return target.nic_node && target.up && serves_queue(target.label);
}

// Interrupts and packets cannot be added up: nullopt unless every NIC counts packets by queue.
std::optional<PacketsByNic> packets_by_nic(const Window& window) {
  PacketsByNic out;
  for (const auto& target : window.intent.targets) {
    if (!matters(target) || out.count(target.nic) > 0) continue;
    const auto* before = find_nic(window.earlier.sample, target.nic);
    const auto* after = find_nic(window.later.sample, target.nic);
    auto packets = before && after ? queue_packets(*before, *after) : std::nullopt;
    if (!packets) return std::nullopt;
    out.emplace(target.nic, std::move(*packets));
  }
  return out;
}

Work packet_work(const Window& window, PacketsByNic& packets) {
  Work work;
  for (const auto& target : window.intent.targets) {
    const auto* place = find_place(window.later, target.irq);
    if (!matters(target) || !place || place->effective.empty()) continue;
    auto& queues = packets[target.nic];
    for (const auto queue : receive_queues_in(target.label).to_vector()) {
      const auto found = queues.find(QueueIndex{queue.value});
      if (found == queues.end()) continue;
      const auto cpus = place->effective.to_vector();  // one, but for chips that deliver to several
      const double each = static_cast<double>(found->second) / static_cast<double>(cpus.size());
      for (const auto cpu : cpus) {
        work.add(window.intent.topology, cpu, *target.nic_node, each);
      }
      queues.erase(found);  // a second vector of the queue does not take its packets again
    }
  }
  return work;
}

Work interrupt_work(const Window& window, const MetricFrame& frame) {
  Work work;
  auto vector = frame.vectors.begin();
  for (const auto& target : window.intent.targets) {
    while (vector != frame.vectors.end() && vector->irq < target.irq) ++vector;
    if (vector == frame.vectors.end()) break;
    if (vector->irq != target.irq || !matters(target)) continue;
    for (const auto& [cpu, count] : vector->delivered) {
      work.add(window.intent.topology, cpu, *target.nic_node, static_cast<double>(count));
    }
  }
  return work;
}

// Where each packet was really worked on, whatever the vector says: NAPI stays on a CPU while it
// polls, and threaded NAPI goes its own way.
Work traced_work(const Window& window) {
  Work work;
  if (!window.earlier.trace || !window.later.trace) return work;
  std::map<std::string, NumaNode> homes;
  for (const auto& target : window.intent.targets) {
    if (matters(target)) homes.emplace(target.nic, *target.nic_node);
  }
  using Key = std::pair<std::uint32_t, CpuId>;
  std::map<Key, std::uint64_t> before;
  for (const auto& row : window.earlier.trace->napis) before[{row.napi, row.cpu}] = row.packets;
  for (const auto& row : window.later.trace->napis) {
    const auto home = homes.find(row.nic);
    if (home == homes.end()) continue;
    const auto earlier = before.find({row.napi, row.cpu});
    const auto least = earlier == before.end() ? 0 : earlier->second;
    const auto packets = row.packets >= least ? row.packets - least : row.packets;
    work.add(window.intent.topology, row.cpu, home->second, static_cast<double>(packets));
  }
  return work;
}

}  // namespace

void derive_remote(const Window& window, MetricFrame& frame) {
  if (const Work traced = traced_work(window); traced.all > 0) {
    frame.nrs = {traced.remote / traced.all, "bpf"};
    return;
  }
  auto packets = packets_by_nic(window);
  const Work work = packets ? packet_work(window, *packets) : interrupt_work(window, frame);
  if (work.all <= 0) return;
  frame.nrs = {work.remote / work.all, packets ? "queue-packets" : "irq-counts"};
}

}  // namespace holdfast
