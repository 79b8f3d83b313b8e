// A host of two nodes (CPUs 0-3 and 4-7) with eth0 on node 0, queue i of which belongs on CPU i
// + 1.
#pragma once

#include <algorithm>

#include "metrics/derive.h"

namespace holdfast {

class DeriveHost {
 public:
  explicit DeriveHost(std::uint32_t queues = 2) {
    auto& topology = intent.topology;
    topology.possible = topology.online = CpuSet::range(0, 7);
    for (std::uint32_t id = 0; id < 8; ++id) {
      Cpu cpu;
      cpu.id = CpuId{id};
      cpu.node = NumaNode{id / 4};
      topology.cpus.push_back(cpu);
    }
    later.sample.at = Instant{1'000'000'000};
    later.at_ns = 1'700'000'001'000'000'000;
    for (std::uint32_t queue = 0; queue < queues; ++queue) {
      add_vector(38 + queue, "rx+tx " + std::to_string(queue), CpuSet{queue + 1},
                 CpuSet{queue + 1});
    }
  }

  void add_vector(std::uint32_t irq, const std::string& label, const CpuSet& target,
                  const CpuSet& effective) {
    intent.targets.push_back({IrqNumber{irq}, "eth0", label, target, NumaNode{0}, true});
    for (auto* one : {&earlier, &later}) {
      one->places.push_back({IrqNumber{irq}, effective, effective});
      one->sample.irqs.push_back({IrqNumber{irq}, {}});
    }
  }

  static CpuCounts& counts(Observation& observation, std::uint32_t irq) {
    auto& irqs = observation.sample.irqs;
    return std::find_if(irqs.begin(), irqs.end(),
                        [&](const IrqCounts& row) { return row.irq.value == irq; })
        ->counts;
  }

  /// From `before` to `after` interrupts on that CPU.
  void fire(std::uint32_t irq, std::uint32_t cpu, std::uint64_t before, std::uint64_t after) {
    if (before > 0) counts(earlier, irq).push_back({CpuId{cpu}, before});
    if (after > 0) counts(later, irq).push_back({CpuId{cpu}, after});
  }

  /// Requested and effective CPUs; at both ends unless `only_later`.
  void place(std::uint32_t irq, const CpuSet& requested, const CpuSet& effective,
             bool only_later = false) {
    for (auto* one : {&earlier, &later}) {
      if (only_later && one == &earlier) continue;
      for (auto& row : one->places) {
        if (row.irq.value == irq) row = {row.irq, requested, effective};
      }
    }
  }

  void receive(std::uint32_t cpu, std::uint64_t softirqs) {
    earlier.sample.softirqs.push_back({CpuId{cpu}, 100, 0});
    later.sample.softirqs.push_back({CpuId{cpu}, 100 + softirqs, 0});
  }

  MetricFrame frame() const { return derive(earlier, later, intent); }

  Observation earlier, later;
  Intent intent;
};

}  // namespace holdfast
