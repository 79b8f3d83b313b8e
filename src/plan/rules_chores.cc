#include <fmt/format.h>

#include "plan/cpu_roles.h"
#include "plan/kernel_line.h"
#include "plan/rules_cpu.h"
#include "plan/sysctl.h"

namespace holdfast {
namespace {

/// The CPUs that `work` may use and that are set apart.
CpuSet overlap(const AuditInput& input, const std::optional<CpuSet>& work) {
  const auto& topology = input.host.topology;
  return work ? *work & isolated_cpus(topology) & topology.online : CpuSet{};
}

std::uint32_t possible_cpus(const CpuTopology& topology) {
  const auto all = (topology.possible | topology.online).to_vector();
  return all.empty() ? 1 : all.back().value + 1;
}

void check_default_affinity(const AuditInput& input, const Rule& rule,
                            std::vector<Finding>& findings) {
  const auto& host = input.host;
  const auto& now = host.settings.default_smp_affinity;
  const auto shared = overlap(input, now);
  if (shared.empty()) return;
  const auto wanted = host.topology.housekeeping();
  const auto cpus = possible_cpus(host.topology);
  auto fix = kernel_line_fix({{"irqaffinity", wanted.to_list()}});
  fix.shell = fmt::format("echo {} > /proc/irq/default_smp_affinity", wanted.to_mask(cpus));
  add_finding(
      findings, rule, "host",
      fmt::format("New interrupts start on cpu {}, of which {} is set apart; it should be {}",
                  now->to_list(), shared.to_list(), wanted.to_list()),
      {{"/proc/irq/default_smp_affinity", now->to_mask(cpus)},
       {"/sys/devices/system/cpu/isolated", host.topology.isolated.to_list()},
       {"/sys/devices/system/cpu/nohz_full", host.topology.nohz_full.to_list()}},
      std::move(fix));
}

void check_workqueues(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& host = input.host;
  const auto& now = host.settings.workqueue_cpumask;
  const auto shared = overlap(input, now);
  if (shared.empty()) return;
  const auto wanted = host.topology.housekeeping();
  const auto cpus = possible_cpus(host.topology);
  add_finding(
      findings, rule, "host",
      fmt::format("Unbound kernel work may run on cpu {}, of which {} is set apart; it "
                  "should be {}",
                  now->to_list(), shared.to_list(), wanted.to_list()),
      {{"/sys/devices/virtual/workqueue/cpumask", now->to_mask(cpus)},
       {"/sys/devices/system/cpu/isolated", host.topology.isolated.to_list()},
       {"/sys/devices/system/cpu/nohz_full", host.topology.nohz_full.to_list()}},
      {"", fmt::format("echo {} > /sys/devices/virtual/workqueue/cpumask", wanted.to_mask(cpus))});
}

void check_watchdog_cpus(const AuditInput& input, const Rule& rule,
                         std::vector<Finding>& findings) {
  constexpr std::string_view kMask = "kernel.watchdog_cpumask";
  const auto& host = input.host;
  const auto found = host.settings.sysctls.find(std::string(kMask));
  if (found == host.settings.sysctls.end() ||
      sysctl_number(host.settings, "kernel.watchdog") != 1U) {
    return;
  }
  const auto watched = CpuSet::parse_list(found->second);
  if (!watched) return;
  const auto shared = overlap(input, *watched);
  if (shared.empty()) return;
  const auto wanted = host.topology.housekeeping().to_list();
  add_finding(findings, rule, "host",
              fmt::format("The lockup watchdog runs on cpu {}, of which {} is set apart; it should "
                          "run on {}",
                          watched->to_list(), shared.to_list(), wanted),
              {sysctl_evidence(host.settings, kMask),
               {"/sys/devices/system/cpu/isolated", host.topology.isolated.to_list()},
               {"/sys/devices/system/cpu/nohz_full", host.topology.nohz_full.to_list()}},
              sysctl_fix({{std::string(kMask), wanted}}));
}

void check_nmi_watchdog(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::string_view kName = "kernel.nmi_watchdog";
  if (!input.profile.low_latency || sysctl_number(input.host.settings, kName) != 1U) return;
  add_finding(findings, rule, "host",
              fmt::format("{} is 1, {} wants 0", kName, name_of(input.profile.name)),
              {sysctl_evidence(input.host.settings, kName)},
              sysctl_fix({{std::string(kName), "0"}}));
}

void check_timer_migration(const AuditInput& input, const Rule& rule,
                           std::vector<Finding>& findings) {
  constexpr std::string_view kName = "kernel.timer_migration";
  const auto& topology = input.host.topology;
  if (topology.nohz_full.empty() || sysctl_number(input.host.settings, kName) != 0U) return;
  add_finding(findings, rule, "host",
              fmt::format("{} is 0 while cpu {} is nohz_full; it should be 1", kName,
                          topology.nohz_full.to_list()),
              {sysctl_evidence(input.host.settings, kName),
               {"/sys/devices/system/cpu/nohz_full", topology.nohz_full.to_list()}},
              sysctl_fix({{std::string(kName), "1"}}));
}

void check_numa_balancing(const AuditInput& input, const Rule& rule,
                          std::vector<Finding>& findings) {
  constexpr std::string_view kName = "kernel.numa_balancing";
  const auto& topology = input.host.topology;
  const bool relevant = input.profile.low_latency || !isolated_cpus(topology).empty();
  const auto now = sysctl_number(input.host.settings, kName);
  if (!relevant || topology.nodes.size() < 2 || now.value_or(0) == 0) return;
  add_finding(findings, rule, "host",
              fmt::format("{} is {} on a host of {} nodes; it should be 0", kName, *now,
                          topology.nodes.size()),
              {sysctl_evidence(input.host.settings, kName)},
              sysctl_fix({{std::string(kName), "0"}}));
}

void check_huge_pages(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::string_view kPath = "/sys/kernel/mm/transparent_hugepage/enabled";
  const auto& now = input.host.settings.transparent_hugepages;
  if (!input.profile.low_latency || now != "always") return;
  auto fix = kernel_line_fix({{"transparent_hugepage", "madvise"}});
  fix.shell = fmt::format("echo madvise > {}", kPath);
  add_finding(findings, rule, "host",
              fmt::format("Transparent huge pages are {}, {} wants madvise", now,
                          name_of(input.profile.name)),
              {{std::string(kPath), now}}, std::move(fix));
}

constexpr Rule kRules[] = {
    {25, "default-affinity-isolated", Severity::warning,
     "interrupts to come start on CPUs that are set apart",
     "Each new or re-allocated vector, at a driver reset or a change of channels, begins on this "
     "mask: isolcpus alone does not keep device interrupts away.",
     "kernel-cmdline: {irqaffinity: HOUSEKEEPING}", "echo MASK > /proc/irq/default_smp_affinity",
     "https://docs.kernel.org/core-api/irq/irq-affinity.html", check_default_affinity},
    {25, "workqueue-isolated", Severity::warning,
     "unbound kernel work may run on CPUs that are set apart",
     "Writeback, drivers and file systems hand work to whichever CPU of this mask is near; it "
     "preempts or delays the thread for which the CPU was set apart.",
     "", "echo MASK > /sys/devices/virtual/workqueue/cpumask",
     "https://docs.kernel.org/core-api/workqueue.html", check_workqueues},
    {25, "watchdog-isolated", Severity::warning,
     "the lockup watchdog runs on CPUs that are set apart",
     "It wakes a thread of the highest priority on each of its CPUs every few seconds.",
     "sysctl: {kernel.watchdog_cpumask: HOUSEKEEPING}",
     "sysctl -w kernel.watchdog_cpumask=HOUSEKEEPING",
     "https://docs.kernel.org/admin-guide/lockup-watchdogs.html", check_watchdog_cpus},
    {25, "nmi-watchdog-on", Severity::advice,
     "the hard-lockup watchdog is on under a low-latency profile",
     "It interrupts every CPU it watches with an NMI, which nothing can defer, and takes a "
     "performance counter.",
     "sysctl: {kernel.nmi_watchdog: 0}", "sysctl -w kernel.nmi_watchdog=0",
     "https://docs.kernel.org/admin-guide/lockup-watchdogs.html", check_nmi_watchdog},
    {25, "timer-migration-off", Severity::advice,
     "timers stay on the nohz_full CPU that armed them",
     "A timer that expires there is an interrupt and a softirq on a CPU that was to have none; "
     "with migration the kernel arms it on a housekeeping CPU.",
     "sysctl: {kernel.timer_migration: 1}", "sysctl -w kernel.timer_migration=1",
     "https://docs.kernel.org/timers/no_hz.html", check_timer_migration},
    {25, "numa-balancing-on", Severity::advice,
     "automatic NUMA balancing is on where latency matters",
     "The kernel unmaps pages now and then to see who touches them: each first touch is a page "
     "fault, and a move copies the page and interrupts other CPUs. Pinned threads gain nothing.",
     "sysctl: {kernel.numa_balancing: 0}", "sysctl -w kernel.numa_balancing=0",
     "https://docs.kernel.org/admin-guide/sysctl/kernel.html#numa-balancing", check_numa_balancing},
    {25, "huge-pages-always", Severity::advice,
     "transparent huge pages are given to every program, under a low-latency profile",
     "Page faults may compact memory, and khugepaged locks the memory map of a running program to "
     "merge its pages: pauses of milliseconds. Programs that want huge pages ask with madvise.",
     "kernel-cmdline: {transparent_hugepage: madvise}",
     "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
     "https://docs.kernel.org/admin-guide/mm/transhuge.html", check_huge_pages},
};

}  // namespace

std::span<const Rule> chores_rules() { return kRules; }

}  // namespace holdfast
