#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plan/cpu_roles.h"
#include "plan/growth.h"
#include "plan/rules_cpu.h"
#include "plan/thread_fix.h"

namespace holdfast {
namespace {

constexpr double kTicksPerSecond = 100;  // USER_HZ

/// What one thread did between the samples.
struct ThreadUse {
  const ThreadTimes* thread = nullptr;
  double run_share = 0;  // of one CPU
  double voluntary_per_second = 0, involuntary_per_second = 0;

  /// It never gives its CPU up of its own will: it runs all the time, or it is preempted (or calls
  /// sched_yield, which the kernel counts as an involuntary switch) and hardly ever sleeps.
  bool demands_cpu() const {
    constexpr double kAlways = 0.95;
    constexpr double kOftenPerSecond = 10;
    return run_share >= kAlways || (involuntary_per_second >= kOftenPerSecond &&
                                    voluntary_per_second < involuntary_per_second / 10);
  }
};

std::vector<ThreadUse> thread_uses(const AuditInput& input) {
  std::map<ThreadId, const ThreadTimes*> before;
  for (const auto& thread : input.earlier.threads) before[thread.id] = &thread;
  std::vector<ThreadUse> uses;
  for (const auto& after : input.later.threads) {
    const auto found = before.find(after.id);
    // Less time than before: another thread got the number.
    if (found == before.end() || after.run_ticks < found->second->run_ticks) continue;
    const auto rate = [&](std::uint64_t earlier, std::uint64_t later) {
      return static_cast<double>(growth_of(earlier, later)) / input.seconds();
    };
    const ThreadTimes& row = *found->second;
    uses.push_back(
        {.thread = &after,
         .run_share = rate(row.run_ticks, after.run_ticks) / kTicksPerSecond,
         .voluntary_per_second = rate(row.voluntary_switches, after.voluntary_switches),
         .involuntary_per_second = rate(row.involuntary_switches, after.involuntary_switches)});
  }
  return uses;
}

struct Pool {
  CpuSet cpus;
  std::vector<ThreadUse> demanding;
  double run_share = 0;  // of all threads in it, in CPUs
};

std::vector<Pool> pools_of(const AuditInput& input) {
  std::map<std::string, Pool> pools;
  for (const auto& use : thread_uses(input)) {
    if (use.thread->kernel) continue;
    const auto cpus = use.thread->affinity & input.host.topology.online;
    if (cpus.empty()) continue;
    auto& pool = pools[cpus.to_list()];
    pool.cpus = cpus;
    pool.run_share += use.run_share;
    if (use.demands_cpu()) pool.demanding.push_back(use);
  }
  std::vector<Pool> all;
  for (auto& [name, pool] : pools) all.push_back(std::move(pool));
  return all;
}

/// The last of them to a CPU outside the pool on which nobody is pinned; nothing where there is
/// none: then there have to be fewer threads, or more CPUs.
Fix relief_of(const HostSnapshot& host, const Pool& pool) {
  const auto spare = (host.topology.online - pool.cpus - pinned_cpus(host)).first();
  if (!spare) return {};
  const auto id = pool.demanding.back().thread->id;
  for (const auto& thread : host.threads) {
    if (thread.id == id) return thread_fix(thread, CpuSet{spare->value});
  }
  return {.shell = fmt::format("taskset -pc {} {}", spare->value, id.value)};
}

void check_spinners(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr double kSaturated = 0.9;
  if (input.seconds() <= 0) return;
  for (const auto& pool : pools_of(input)) {
    const auto cpus = pool.cpus.size();
    if (pool.demanding.size() <= cpus) continue;
    if (pool.run_share < kSaturated * static_cast<double>(cpus)) continue;
    // A batch job may well crowd the CPUs it was given; a host of a profile, or CPUs that were set
    // apart, are not for batch jobs.
    const bool matters = input.profile.low_latency || input.profile.high_pps ||
                         pool.cpus.intersects(isolated_cpus(input.host.topology));
    if (!matters) continue;
    std::vector<std::string> names;
    std::vector<Evidence> evidence;
    for (const auto& use : pool.demanding) {
      names.push_back(fmt::format("{} ({})", use.thread->comm, use.thread->id.value));
      if (evidence.size() >= 4) continue;
      evidence.push_back(
          {fmt::format("/proc/{}/task/{}/stat", use.thread->process.value, use.thread->id.value),
           fmt::format("ran {:.0f} % of the time, {:.0f} involuntary and {:.0f} "
                       "voluntary switches a second",
                       100 * use.run_share, use.involuntary_per_second, use.voluntary_per_second)});
    }
    add_finding(findings, rule, fmt::format("cpu {}", pool.cpus.to_list()),
                fmt::format("{} threads that never rest share {} CPU{}: {}; there should be at "
                            "most {}",
                            pool.demanding.size(), cpus, cpus == 1 ? "" : "s", joined(names), cpus),
                std::move(evidence), relief_of(input.host, pool));
  }
}

/// A core on which no program is pinned: one that is set apart where any is, of `node` if possible.
std::optional<CpuId> free_core(const HostSnapshot& host, std::optional<NumaNode> node) {
  const auto isolated = isolated_cpus(host.topology);
  const auto taken = pinned_cpus(host);
  std::optional<CpuId> best;
  for (const auto& cpu : host.topology.cpus) {
    if (taken.contains(cpu.id) || taken.intersects(cpu.smt_siblings)) continue;
    if (!isolated.empty() && !isolated.contains(cpu.id)) continue;
    if (cpu.node == node) return cpu.id;
    if (!best) best = cpu.id;
  }
  return best;
}

void check_siblings(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& host = input.host;
  const auto holders = flow_holders(host);
  std::map<CpuId, const Thread*> critical;  // the first one that is pinned there
  for (const auto& thread : host.threads) {
    // Serving flows alone does not make a thread critical on a host that asks for throughput: a
    // worker on each logical CPU is how web servers are set up.
    const bool counts =
        is_pinned(thread) &&
        (is_realtime(thread) || (input.profile.low_latency && holds_flow(holders, thread)));
    if (!counts) continue;
    critical.emplace(*thread.affinity.first(), &thread);
  }
  for (const auto& [cpu, thread] : critical) {
    const Cpu* core = host.topology.find(cpu);
    if (!core) continue;
    for (const auto other : core->smt_siblings.to_vector()) {
      const auto found = critical.find(other);
      if (other <= cpu || found == critical.end()) continue;
      const Thread& second = *found->second;
      const auto target = free_core(host, core->node);
      Fix fix;
      std::string wanted = "no core is free for one of them";
      if (target) {
        fix = thread_fix(second, CpuSet{target->value});
        wanted = fmt::format("the core of cpu {} is free", target->value);
      }
      add_finding(
          findings, rule, fmt::format("cpu {},{}", cpu.value, other.value),
          fmt::format("{} on cpu {} and {} on cpu {} share one core; {}", label_of(*thread),
                      cpu.value, label_of(second), other.value, wanted),
          {{fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", cpu.value),
            core->smt_siblings.to_list()},
           {fmt::format("/proc/{}/task/{}/status", thread->process.value, thread->id.value),
            fmt::format("Cpus_allowed_list: {}", cpu.value)},
           {fmt::format("/proc/{}/task/{}/status", second.process.value, second.id.value),
            fmt::format("Cpus_allowed_list: {}", other.value)}},
          std::move(fix));
    }
  }
}

/// The CPUs of the nodes on which the interface, or its members, sit; empty when none is known.
CpuSet local_cpus(const HostSnapshot& host, const Nic& nic, int depth = 0) {
  CpuSet cpus;
  if (nic.node) cpus |= host.topology.cpus_of(*nic.node);
  if (depth > 4) return cpus;  // a VLAN over a bond over NICs; members never loop on a sound host
  for (const auto& name : nic.members) {
    if (const Nic* member = host.find_nic(name)) cpus |= local_cpus(host, *member, depth + 1);
  }
  return cpus;
}

void check_off_node(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& host = input.host;
  if (host.topology.nodes.size() < 2) return;
  std::map<std::pair<ThreadId, std::string>, std::size_t> flows;  // of a process over a NIC
  for (const auto& flow : host.flows) {
    if (flow.process && is_network_flow(host, flow)) ++flows[{*flow.process, flow.nic}];
  }
  for (const auto& [key, count] : flows) {
    const Nic* nic = host.find_nic(key.second);
    const auto local = nic ? local_cpus(host, *nic) : CpuSet{};
    if (local.empty()) continue;
    const Thread* away = nullptr;
    bool near = false;
    for (const auto& thread : host.threads) {
      if (thread.kernel || (thread.process != key.first && thread.id != key.first)) continue;
      // Which thread of the process reads the socket is not known: one that may run there will do.
      if (thread.affinity.intersects(local)) near = true;
      if (!away) away = &thread;
    }
    if (!away || near) continue;
    add_finding(
        findings, rule, label_of(*away),
        fmt::format("{} holds {} flow{} of {} and may run only on cpu {}; {}'s node has cpu {}",
                    label_of(*away), count, count == 1 ? "" : "s", nic->name,
                    away->affinity.to_list(), nic->name, local.to_list()),
        {{fmt::format("/proc/{}/task/{}/status", away->process.value, away->id.value),
          fmt::format("Cpus_allowed_list: {}", away->affinity.to_list())},
         {fmt::format("/sys/class/net/{}/device/numa_node", nic->name),
          nic->node ? std::to_string(nic->node->value) : "(of its members)"}},
        process_fix(*away, local))
        .severity = input.profile.low_latency ? Severity::warning : Severity::advice;
  }
}

constexpr Rule kRules[] = {
    {18, "spinning-threads-exceed-cpus", Severity::warning,
     "more threads that spin or yield share a set of CPUs than it has",
     "Each of them waits for its turn while another one polls in vain: a packet can lie for whole "
     "time slices of several milliseconds before its thread runs.",
     "threads: [{match: {unit: UNIT, comm: COMM}, cpus: CPU}]", "taskset -pc CPU TID",
     "https://man7.org/linux/man-pages/man7/sched.7.html", check_spinners},
    {18, "critical-threads-on-siblings", Severity::warning,
     "two critical threads are pinned to the two halves of one core",
     "SMT siblings share the core's execution units and its first two caches: each slows the "
     "other down whenever both have work, which is when it matters.",
     "threads: [{match: {unit: UNIT, comm: COMM}, cpus: CPU}]", "taskset -pc CPU TID",
     "https://docs.kernel.org/admin-guide/cputopology.html", check_siblings},
    {18, "thread-off-node", Severity::warning,
     "a program holds flows of a NIC, and none of its threads may run on the NIC's NUMA node",
     "The NIC and its interrupts write packets into the caches and memory of their own node; the "
     "reader fetches every one of them across the interconnect.",
     "threads: [{match: {unit: UNIT, comm: COMM}, cpus: \"nic.node\"}]", "taskset -apc LIST PID",
     "https://docs.kernel.org/admin-guide/mm/numaperf.html", check_off_node},
};

}  // namespace

std::span<const Rule> thread_rules() { return kRules; }

}  // namespace holdfast
