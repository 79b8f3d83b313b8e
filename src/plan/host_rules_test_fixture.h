// A small host for the tests of rules about the network stack, CPUs, threads and writers: quiet and
// well set up, so that each test changes one thing.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "plan/audit.h"

namespace holdfast {

struct HostRules {
  HostSnapshot host;
  Sample earlier, later;  // one second apart
  ProfileName profile = ProfileName::any;

  /// 8 CPUs: 0-3 on node 0, 4-7 on node 1; CPU n and n+2 of a node are SMT siblings; eth0 on node
  /// 0 with a vector per queue, 0 and 1, on the CPU of its number.
  HostRules() {
    auto& topology = host.topology;
    topology.possible = topology.online = CpuSet::range(0, 7);
    topology.nodes = {{NumaNode{0}, CpuSet::range(0, 3), {10, 21}},
                      {NumaNode{1}, CpuSet::range(4, 7), {21, 10}}};
    for (std::uint32_t id = 0; id < 8; ++id) {
      const std::uint32_t node = id / 4;
      const std::uint32_t core = node * 4 + id % 2;
      Cpu cpu;
      cpu.id = CpuId{id};
      cpu.node = NumaNode{node};
      cpu.smt_siblings = CpuSet{core, core + 2};
      cpu.llc_siblings = CpuSet::range(node * 4, node * 4 + 3);
      topology.cpus.push_back(cpu);
      earlier.cpu_times.push_back({.cpu = cpu.id, .user = 5000, .idle = 90000, .iowait = 700});
      earlier.softnet.push_back(
          {.cpu = cpu.id, .processed = 1000, .dropped = 16, .time_squeezed = 40});
    }
    earlier.disks = {{.name = "nvme0n1", .reads = 900, .busy_ms = 4000}};
    Nic nic;
    nic.name = "eth0";
    nic.kind = NicKind::physical;
    nic.driver = "ice";
    nic.node = NumaNode{0};
    host.nics.push_back(nic);
    for (std::uint32_t queue = 0; queue < 2; ++queue) {
      Vector vector;
      vector.irq = IrqNumber{60 + queue};
      vector.nic = "eth0";
      vector.role = VectorRole::combined;
      vector.rx_queues = vector.tx_queues = {QueueIndex{queue}};
      vector.requested = vector.effective = CpuSet{queue};
      vector.counts = {{CpuId{queue}, 5000}};
      host.vectors.push_back(vector);
      earlier.irqs.push_back({vector.irq, vector.counts});
    }
    earlier.at = Instant{1'000'000'000};
    later = earlier;
    later.at = Instant{2'000'000'000};
    for (auto& row : later.cpu_times) row.idle += 100;
    for (auto& row : later.softnet) row.processed += 50;
    host.settings.machine = "x86_64";
  }

  void sysctl(const std::string& name, const std::string& value) {
    host.settings.sysctls[name] = value;
  }

  /// A program's thread of its own process; a single CPU pins it.
  Thread& thread(std::uint32_t id, std::string comm, CpuSet affinity,
                 SchedulingPolicy policy = SchedulingPolicy::other) {
    Thread thread;
    thread.process = thread.id = ThreadId{id};
    thread.comm = std::move(comm);
    thread.affinity = std::move(affinity);
    thread.last_cpu = *thread.affinity.first();
    thread.policy = policy;
    host.threads.push_back(thread);
    return host.threads.back();
  }

  void flow(const std::string& nic, std::uint32_t process) {
    Flow flow;
    flow.nic = nic;
    flow.process = ThreadId{process};
    host.flows.push_back(flow);
  }

  /// A thread that ran `run` of the second's 100 ticks and was preempted `involuntary` times.
  void busy(std::uint32_t id, const CpuSet& affinity, std::uint64_t run, std::uint64_t involuntary,
            std::uint64_t voluntary = 0) {
    ThreadTimes times;
    times.process = times.id = ThreadId{id};
    times.comm = "md-reader";
    times.run_ticks = 10000;
    times.voluntary_switches = 500;
    times.involuntary_switches = 800;
    times.affinity = affinity;
    times.last_cpu = *affinity.first();
    earlier.threads.push_back(times);
    times.run_ticks += run;
    times.voluntary_switches += voluntary;
    times.involuntary_switches += involuntary;
    later.threads.push_back(times);
  }

  Writer& writer(const std::string& name, WriterKind kind, const std::string& owns) {
    host.writers.push_back({.name = name,
                            .kind = kind,
                            .owns = owns,
                            .evidence = "/etc/" + name,
                            .running = true,
                            .enabled = true,
                            .process = {}});
    return host.writers.back();
  }

  std::vector<Finding> findings(std::string_view rule) const {
    auto found = audit({host, earlier, later, profile_of(profile)});
    std::erase_if(found, [&](const Finding& finding) { return finding.rule != rule; });
    return found;
  }

  /// The only finding of the rule; a failed test and an empty finding when there is none or more.
  Finding one(std::string_view rule) const {
    auto found = findings(rule);
    EXPECT_EQ(found.size(), 1U) << rule;
    return found.empty() ? Finding{} : found.front();
  }

  bool silent(std::string_view rule) const { return findings(rule).empty(); }
};

/// Does the finding show this value out of this file?
inline bool shows(const Finding& finding, std::string_view source, std::string_view value) {
  return std::find(finding.evidence.begin(), finding.evidence.end(),
                   Evidence{std::string(source), std::string(value)}) != finding.evidence.end();
}

}  // namespace holdfast
