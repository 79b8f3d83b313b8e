#include <fmt/format.h>

#include <set>

#include "plan/cpu_roles.h"
#include "plan/kernel_line.h"
#include "plan/rules_cpu.h"
#include "plan/thread_fix.h"

namespace holdfast {
namespace {

constexpr std::string_view kCpuFolder = "/sys/devices/system/cpu/";

std::string shown(const CpuSet& cpus) { return cpus.empty() ? "(none)" : cpus.to_list(); }

std::vector<Evidence> isolation_evidence(const CpuTopology& topology) {
  return {{fmt::format("{}isolated", kCpuFolder), shown(topology.isolated)},
          {fmt::format("{}nohz_full", kCpuFolder), shown(topology.nohz_full)},
          {"/proc/cmdline", fmt::format("rcu_nocbs={}", topology.rcu_nocbs.to_list())}};
}

/// isolcpus = nohz_full = rcu_nocbs = `cpus`; the flags of isolcpus stay.
Fix isolation_fix(const HostSnapshot& host, const CpuSet& cpus) {
  std::string isolcpus;
  for (const auto& flag : host.settings.command_line.isolcpus_flags) isolcpus += flag + ",";
  isolcpus += cpus.to_list();
  return kernel_line_fix(
      {{"isolcpus", isolcpus}, {"nohz_full", cpus.to_list()}, {"rcu_nocbs", cpus.to_list()}});
}

void check_mismatch(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& topology = input.host.topology;
  std::vector<std::string> gaps;
  if (!topology.isolated.empty() && !topology.nohz_full.empty()) {
    const auto ticking = topology.isolated - topology.nohz_full;
    const auto shared = topology.nohz_full - topology.isolated;
    if (!ticking.empty()) {
      gaps.push_back(fmt::format("cpu {} is isolated and keeps its tick", ticking.to_list()));
    }
    if (!shared.empty()) {
      gaps.push_back(fmt::format("cpu {} is nohz_full and not isolated", shared.to_list()));
    }
  }
  // A nohz_full CPU's callbacks are offloaded whether rcu_nocbs names it or not.
  const auto calling = topology.isolated - topology.nohz_full - topology.rcu_nocbs;
  if (!topology.rcu_nocbs.empty() && !calling.empty()) {
    gaps.push_back(fmt::format("cpu {} is isolated and runs RCU callbacks", calling.to_list()));
  }
  if (gaps.empty()) return;
  const auto& wanted = topology.isolated.empty() ? topology.nohz_full : topology.isolated;
  add_finding(findings, rule, "host",
              fmt::format("{}; isolcpus, nohz_full and rcu_nocbs should all be {}", joined(gaps),
                          wanted.to_list()),
              isolation_evidence(topology), isolation_fix(input.host, wanted));
}

void check_incomplete(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& topology = input.host.topology;
  const auto wanted = isolated_cpus(topology);
  if (!input.profile.low_latency || wanted.empty()) return;
  std::vector<std::string> missing;
  if (topology.isolated.empty()) missing.emplace_back("isolcpus");
  if (topology.nohz_full.empty()) missing.emplace_back("nohz_full");
  if (topology.nohz_full.empty() && topology.rcu_nocbs.empty()) missing.emplace_back("rcu_nocbs");
  if (missing.empty()) return;
  add_finding(findings, rule, "host",
              fmt::format("cpu {} is set apart only in part: {} {} not given, {} wants {}",
                          wanted.to_list(), joined(missing), missing.size() == 1 ? "is" : "are",
                          name_of(input.profile.name), wanted.to_list()),
              isolation_evidence(topology), isolation_fix(input.host, wanted));
}

std::string thread_file(const Thread& thread) {
  return fmt::format("/proc/{}/task/{}/status", thread.process.value, thread.id.value);
}

/// The threads of interest, and all others that have run: those are not in the snapshot, but their
/// affinity is in the sample.
std::vector<Thread> all_threads(const AuditInput& input) {
  std::vector<Thread> threads = input.host.threads;
  std::set<ThreadId> known;
  for (const auto& thread : threads) known.insert(thread.id);
  for (const auto& times : input.later.threads) {
    if (known.contains(times.id)) continue;
    Thread thread;
    thread.process = times.process;
    thread.id = times.id;
    thread.comm = times.comm;
    thread.kernel = times.kernel;
    thread.affinity = times.affinity;
    thread.last_cpu = times.last_cpu;
    threads.push_back(std::move(thread));
  }
  return threads;
}

void check_roaming(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& topology = input.host.topology;
  // Not nohz_full: alone it leaves every task its full mask.
  const auto isolated = topology.isolated & topology.online;
  if (isolated.empty()) return;
  std::set<std::pair<ThreadId, std::string>> seen;
  std::vector<std::string> names;
  std::vector<Evidence> evidence;
  Fix fix;
  bool inside = false;
  for (const auto& thread : all_threads(input)) {
    const auto allowed = thread.affinity & topology.online;
    if (thread.kernel || !allowed.intersects(isolated) || allowed.is_subset_of(isolated)) continue;
    inside |= isolated.contains(thread.last_cpu);
    if (!seen.emplace(thread.process, thread.comm).second) continue;
    names.push_back(fmt::format("{} (cpu {}, last on {})", label_of(thread), allowed.to_list(),
                                thread.last_cpu.value));
    add_thread_fix(fix, process_fix(thread, allowed - isolated));
    if (evidence.size() >= 4) continue;
    evidence.push_back(
        {thread_file(thread), fmt::format("Cpus_allowed_list: {}", thread.affinity.to_list())});
  }
  if (names.empty()) return;
  evidence.push_back({fmt::format("{}isolated", kCpuFolder), shown(topology.isolated)});
  add_finding(findings, rule, "host",
              fmt::format("{} may run on cpus set apart and on others; they should be kept off "
                          "cpu {}",
                          joined(names), isolated.to_list()),
              std::move(evidence), std::move(fix))
      .severity = inside ? Severity::warning : Severity::advice;
}

/// Isolated CPUs on which nobody is pinned yet.
CpuSet free_isolated(const HostSnapshot& host) {
  return (isolated_cpus(host.topology) & host.topology.online) - pinned_cpus(host);
}

void check_pinned_outside(const AuditInput& input, const Rule& rule,
                          std::vector<Finding>& findings) {
  const auto& host = input.host;
  const auto isolated = isolated_cpus(host.topology);
  if (isolated.empty() && !input.profile.low_latency) return;
  const auto holders = flow_holders(host);
  const auto room = free_isolated(host).to_vector();
  std::vector<std::string> names;
  std::vector<Evidence> evidence;
  CpuSet outside;
  Fix fix;
  for (const auto& thread : host.threads) {
    if (!is_critical(holders, thread) || thread.affinity.is_subset_of(isolated)) continue;
    if (names.size() < room.size()) {
      const CpuSet target{room[names.size()].value};
      add_thread_fix(fix, thread_fix(thread, target));
    }
    names.push_back(fmt::format("{} on cpu {}", label_of(thread), thread.affinity.to_list()));
    outside |= thread.affinity;
    if (evidence.size() >= 4) continue;
    evidence.push_back(
        {thread_file(thread), fmt::format("Cpus_allowed_list: {}", thread.affinity.to_list())});
  }
  if (names.empty()) return;
  evidence.push_back({fmt::format("{}isolated", kCpuFolder), shown(host.topology.isolated)});
  evidence.push_back({fmt::format("{}nohz_full", kCpuFolder), shown(host.topology.nohz_full)});
  // With too little room, more CPUs have to be set apart.
  if (room.size() < names.size()) fix = isolation_fix(host, isolated | outside);
  add_finding(
      findings, rule, "host",
      fmt::format("{} share {} with ordinary work; the CPUs set apart are {}", joined(names),
                  names.size() == 1 ? "its CPU" : "their CPUs", shown(isolated)),
      std::move(evidence), std::move(fix));
}

constexpr std::string_view kParameters =
    "https://docs.kernel.org/admin-guide/kernel-parameters.html";

constexpr Rule kRules[] = {
    {17, "isolation-mismatch", Severity::warning,
     "isolcpus, nohz_full and rcu_nocbs name different CPUs",
     "An isolated CPU that keeps its tick is interrupted up to 1,000 times a second; a nohz_full "
     "CPU that is not isolated gets ordinary tasks, and with them its tick; RCU callbacks run in "
     "softirq on a CPU that rcu_nocbs leaves out.",
     "kernel-cmdline: {isolcpus: LIST, nohz_full: LIST, rcu_nocbs: LIST}",
     "grubby --update-kernel=ALL --args=\"isolcpus=LIST nohz_full=LIST rcu_nocbs=LIST\"",
     kParameters, check_mismatch},
    {17, "isolation-incomplete", Severity::advice,
     "under a low-latency profile CPUs are set apart by only some of isolcpus, nohz_full and "
     "rcu_nocbs",
     "Each keeps away one kind of disturbance only: other tasks, the tick, RCU callbacks.",
     "kernel-cmdline: {isolcpus: LIST, nohz_full: LIST, rcu_nocbs: LIST}",
     "grubby --update-kernel=ALL --args=\"isolcpus=LIST nohz_full=LIST rcu_nocbs=LIST\"",
     kParameters, check_incomplete},
    {17, "thread-roams-into-isolation", Severity::warning,
     "a thread may run on CPUs that are set apart and on others",
     "Tasks start with the housekeeping CPUs only; whoever widened this one lets it take turns "
     "with the thread that the CPU was set apart for.",
     "threads: [{match: {unit: UNIT, comm: COMM}, cpus: \"@housekeeping\"}]",
     "taskset -apc HOUSEKEEPING PID", kParameters, check_roaming},
    {17, "critical-thread-not-isolated", Severity::advice,
     "a pinned real-time or network thread runs on a CPU that is not set apart",
     "The scheduler puts ordinary tasks, timers and kernel work on the same CPU, and the thread "
     "waits for them.",
     "kernel-cmdline: {isolcpus: LIST, nohz_full: LIST, rcu_nocbs: LIST}", "taskset -pc CPU TID",
     kParameters, check_pinned_outside},
};

}  // namespace

std::span<const Rule> isolation_rules() { return kRules; }

}  // namespace holdfast
