#include "host/cpu_topology.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/idle_states.h"
#include "host/numa_nodes.h"
#include "host/small_file.h"
#include "host/sysfs.h"

namespace holdfast {
namespace {

constexpr std::string_view kCpus = "/sys/devices/system/cpu";

class TopologyReader {
 public:
  TopologyReader(HostSource& source, Diagnostics& diagnostics)
      : files_(source, diagnostics), idle_(source, diagnostics) {}

  void read_sets(const KernelCommandLine& line, CpuTopology& out) {
    out.possible = set("possible");
    out.online = set("online");
    out.isolated = set("isolated");
    out.nohz_full = set("nohz_full");
    out.rcu_nocbs = line.rcu_nocbs.value_or(CpuSet{});
    // kernel-parameters.txt: CPUs of nohz_full= have their callbacks offloaded as well.
    if (line.nohz_full) out.rcu_nocbs |= *line.nohz_full;
    out.smt_control = files_.text(fmt::format("{}/smt/control", kCpus)).value_or("");
  }

  void read_cpus(CpuTopology& out, bool details) {
    for (const auto id : out.online.to_vector()) out.cpus.push_back(Cpu{.id = id});
    if (out.cpus.empty()) return;
    if (!details) {
      for (auto& cpu : out.cpus) {
        if (cpu.smt_siblings.empty()) read_core(folder(cpu.id), cpu, out);
      }
      return;
    }
    has_governors_ = exists(fmt::format("{}/cpufreq/scaling_governor", folder(out.cpus[0].id)));
    idle_.prepare(out.cpus.front().id, out.cpus.back().id);
    for (auto& cpu : out.cpus) read_cpu(cpu, out);
  }

 private:
  static std::string folder(CpuId cpu) { return fmt::format("{}/cpu{}", kCpus, cpu.value); }

  static Cpu* find(CpuId id, CpuTopology& topology) {
    const auto cpu = std::lower_bound(topology.cpus.begin(), topology.cpus.end(), id,
                                      [](const Cpu& a, CpuId b) { return a.id < b; });
    return cpu != topology.cpus.end() && cpu->id == id ? &*cpu : nullptr;
  }

  bool exists(const std::string& path) { return files_.source().mode(path).has_value(); }

  CpuSet set(std::string_view name) {
    return files_.cpu_list(fmt::format("{}/{}", kCpus, name)).value_or(CpuSet{});
  }

  void read_cpu(Cpu& cpu, CpuTopology& out) {
    const auto path = folder(cpu.id);
    if (cpu.smt_siblings.empty()) read_core(path, cpu, out);
    if (cpu.llc_siblings.empty()) read_last_level_cache(path, cpu, out);
    if (has_governors_) {
      cpu.governor = files_.text(path + "/cpufreq/scaling_governor").value_or("");
    }
    cpu.max_idle_latency_us = idle_.deepest_enabled_latency(cpu.id);
  }

  // What SMT siblings share is written to all of them.
  void read_core(const std::string& path, Cpu& cpu, CpuTopology& out) {
    cpu.smt_siblings = files_.cpu_list(path + "/topology/thread_siblings_list").value_or(CpuSet{});
    cpu.core = files_.number_or_none(path + "/topology/core_id");
    cpu.package = files_.number_or_none(path + "/topology/physical_package_id");
    for (const auto id : cpu.smt_siblings.to_vector()) {
      Cpu* const other = find(id, out);
      if (!other || other == &cpu) continue;
      other->smt_siblings = cpu.smt_siblings;
      other->core = cpu.core;
      other->package = cpu.package;
    }
  }

  // Written to all that share it, so that a group's folder is read once.
  void read_last_level_cache(const std::string& path, Cpu& cpu, CpuTopology& out) {
    if (no_caches_) return;
    const auto leaves = files_.source().list(path + "/cache");
    no_caches_ = !leaves;
    if (!leaves) return diagnose_read(files_.diagnostics(), path + "/cache", leaves.error());
    std::uint64_t highest = 0;
    std::string last;
    for (const auto& leaf : *leaves) {
      if (!leaf.name.starts_with("index")) continue;
      const auto level = files_.number(fmt::format("{}/cache/{}/level", path, leaf.name));
      if (!level || *level < highest) continue;
      highest = *level;
      last = leaf.name;
    }
    if (last.empty()) return;
    const auto shared = files_.cpu_list(fmt::format("{}/cache/{}/shared_cpu_list", path, last));
    if (!shared) return;
    cpu.llc_siblings = *shared;
    for (const auto id : shared->to_vector()) {
      if (Cpu* const other = find(id, out)) other->llc_siblings = *shared;
    }
  }

  SmallFileReader files_;
  IdleStates idle_;
  bool no_caches_ = false;
  bool has_governors_ = false;
};

}  // namespace

CpuTopology read_cpu_topology(HostSource& source, const KernelCommandLine& command_line,
                              Diagnostics& diagnostics, bool details) {
  CpuTopology out;
  TopologyReader reader(source, diagnostics);
  reader.read_sets(command_line, out);
  if (out.online.empty()) {
    diagnose(diagnostics, ErrorCode::absent, fmt::format("{}/online", kCpus), 0,
             "names no online CPU: nothing is known of the processors");
  }
  reader.read_cpus(out, details);
  out.nodes = read_numa_nodes(source, diagnostics);
  for (const auto& node : out.nodes) {
    for (auto& cpu : out.cpus) {
      if (node.cpus.contains(cpu.id)) cpu.node = node.node;
    }
  }
  return out;
}

}  // namespace holdfast
