#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plan/cpu_roles.h"
#include "plan/growth.h"
#include "plan/rules_cpu.h"

namespace holdfast {
namespace {

constexpr double kIdleDiskShare = 0.05;  // of the interval with a request under way

/// What one CPU's time went to between the samples, in ticks.
struct SpentTicks {
  CpuId cpu;
  std::uint64_t total = 0, iowait = 0, steal = 0;
  double share(std::uint64_t part) const {
    return total == 0 ? 0 : static_cast<double>(part) / static_cast<double>(total);
  }
};

std::vector<SpentTicks> spent_ticks(const AuditInput& input) {
  std::map<CpuId, const CpuTimes*> before;
  for (const auto& row : input.earlier.cpu_times) before[row.cpu] = &row;
  std::vector<SpentTicks> spent;
  for (const auto& after : input.later.cpu_times) {
    const auto found = before.find(after.cpu);
    if (found == before.end()) continue;
    const CpuTimes& row = *found->second;
    // Per field: iowait is known to go back a little while the others go on.
    spent.push_back({.cpu = after.cpu,
                     .total = growth_of(row.total(), after.total()),
                     .iowait = growth_of(row.iowait, after.iowait),
                     .steal = growth_of(row.steal, after.steal)});
  }
  return spent;
}

struct DiskUse {
  std::string name;
  std::uint64_t busy_ms = 0;
};

/// How long each disk had a request under way; nullopt when one of them was not idle.
std::optional<std::vector<DiskUse>> idle_disks(const AuditInput& input) {
  std::vector<DiskUse> disks;
  for (const auto& after : input.later.disks) {
    const auto before =
        std::find_if(input.earlier.disks.begin(), input.earlier.disks.end(),
                     [&](const DiskCounters& disk) { return disk.name == after.name; });
    if (before == input.earlier.disks.end()) continue;
    const auto busy_ms = growth_of(before->busy_ms, after.busy_ms);
    if (static_cast<double>(busy_ms) > kIdleDiskShare * 1000 * input.seconds()) return std::nullopt;
    disks.push_back({after.name, busy_ms});
  }
  std::sort(disks.begin(), disks.end(),
            [](const DiskUse& a, const DiskUse& b) { return a.busy_ms > b.busy_ms; });
  return disks;
}

struct InterruptShares {
  std::string text;  // "cpu 0: 91 %, cpu 1: 9 %"; "none" when nothing fired
  CpuId busiest;
  double most = 0;
};

InterruptShares interrupt_shares(const AuditInput& input) {
  constexpr std::size_t kShown = 4;
  std::map<IrqNumber, const CpuCounts*> before;
  for (const auto& irq : input.earlier.irqs) before[irq.irq] = &irq.counts;
  std::map<CpuId, std::uint64_t> by_cpu;
  std::uint64_t total = 0;
  for (const auto& irq : input.later.irqs) {
    const auto found = before.find(irq.irq);
    if (found == before.end()) continue;
    for (const auto& [cpu, count] : difference_of(*found->second, irq.counts)) {
      by_cpu[cpu] += count;
      total += count;
    }
  }
  if (total == 0) return {.text = "none"};
  std::vector<std::pair<CpuId, std::uint64_t>> sorted(by_cpu.begin(), by_cpu.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  const auto share = [&](std::uint64_t count) {
    return static_cast<double>(count) / static_cast<double>(total);
  };
  InterruptShares shares{.busiest = sorted[0].first, .most = share(sorted[0].second)};
  for (std::size_t i = 0; i < std::min(kShown, sorted.size()); ++i) {
    shares.text += fmt::format("{}cpu {}: {} ({:.0f} %)", i == 0 ? "" : ", ", sorted[i].first.value,
                               sorted[i].second, 100 * share(sorted[i].second));
  }
  return shares;
}

/// The likeliest cause of waiting that no disk accounts for.
std::string cause_of_phantom(const AuditInput& input, double steal_share,
                             const InterruptShares& shares) {
  if (input.later.io_uring_waiters > 0) {
    return fmt::format(
        "{} threads wait in io_uring, which the kernel counts as iowait: likely "
        "nothing is slow",
        input.later.io_uring_waiters);
  }
  if (steal_share > input.profile.max_steal_share) {
    return fmt::format("the hypervisor also took {:.0f} % of the CPUs' time: likely a neighbour",
                       100 * steal_share);
  }
  if (shares.most >= input.profile.dominant_cpu_share && input.host.topology.online.size() > 1) {
    return fmt::format("cpu {} takes {:.0f} % of all interrupts: likely its completions queue up",
                       shares.busiest.value, 100 * shares.most);
  }
  return "no cause stands out; storage behind the network has no row in /proc/diskstats";
}

void check_phantom_iowait(const AuditInput& input, const Rule& rule,
                          std::vector<Finding>& findings) {
  constexpr std::uint64_t kFewTicks = 10;
  if (input.seconds() <= 0) return;
  const auto disks = idle_disks(input);
  if (!disks) return;
  CpuSet waiting;
  std::vector<Evidence> evidence;
  std::uint64_t total = 0;
  std::uint64_t stolen = 0;
  double worst = 0;
  for (const auto& spent : spent_ticks(input)) {
    total += spent.total;
    stolen += spent.steal;
    if (spent.iowait < kFewTicks || spent.share(spent.iowait) < input.profile.max_iowait_share) {
      continue;
    }
    waiting.add(spent.cpu);
    worst = std::max(worst, spent.share(spent.iowait));
    if (waiting.size() > 4) continue;
    evidence.push_back({"/proc/stat", fmt::format("cpu{}: iowait {} of {} ticks", spent.cpu.value,
                                                  spent.iowait, spent.total)});
  }
  if (waiting.empty()) return;
  const auto shares = interrupt_shares(input);
  for (std::size_t i = 0; i < std::min<std::size_t>(2, disks->size()); ++i) {
    evidence.push_back(
        {"/proc/diskstats", fmt::format("{}: busy {} of {:.0f} ms", (*disks)[i].name,
                                        (*disks)[i].busy_ms, 1000 * input.seconds())});
  }
  evidence.push_back({"/proc/interrupts", shares.text});
  const double steal_share =
      total == 0 ? 0 : static_cast<double>(stolen) / static_cast<double>(total);
  const bool harmless = input.later.io_uring_waiters > 0;
  add_finding(
      findings, rule, "host",
      fmt::format("cpu {} spent up to {:.0f} % in iowait while every disk was idle; {}",
                  waiting.to_list(), 100 * worst, cause_of_phantom(input, steal_share, shares)),
      std::move(evidence), {"", std::string(rule.shell)})
      .severity = harmless ? Severity::note : Severity::warning;
}

void check_steal(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::uint64_t kFewTicks = 10;
  if (input.seconds() <= 0) return;
  SpentTicks sum;
  for (const auto& spent : spent_ticks(input)) {
    sum.total += spent.total;
    sum.steal += spent.steal;
  }
  const double share = sum.share(sum.steal);
  if (sum.steal < kFewTicks || share <= input.profile.max_steal_share) return;
  add_finding(findings, rule, "host",
              fmt::format("The hypervisor withheld {:.1f} % of the CPUs' time, more than {:.0f} %",
                          100 * share, 100 * input.profile.max_steal_share),
              {{"/proc/stat", fmt::format("steal {} of {} ticks", sum.steal, sum.total)}}, {});
}

constexpr Rule kRules[] = {
    {16, "phantom-iowait", Severity::warning,
     "CPUs spend their time in iowait while the disks are idle",
     "iowait is idle time on a CPU where a task went to sleep for I/O. With idle disks the wait is "
     "elsewhere: completions that queue behind other interrupts on one CPU, storage over the "
     "network, a hypervisor that is late, or a thread that waits in io_uring for a socket, which "
     "counts as iowait though nothing is slow.",
     "interfaces: [{match: {name: IFACE}, vectors: [{queues: 0-N, cpus: LIST}]}]",
     "ps -eLo stat,pid,tid,psr,wchan:32,comm | grep '^D'",
     "https://git.kernel.org/torvalds/c/07754bfd9aee", check_phantom_iowait},
    {16, "steal-high", Severity::warning,
     "the hypervisor runs something else while this machine's CPUs want to run",
     "An interrupt or a softirq that falls into stolen time waits for milliseconds, and nothing "
     "inside the machine can help: it needs dedicated or pinned CPUs from its host.",
     "", "virsh vcpupin DOMAIN VCPU CPU  # on the hypervisor",
     "https://man7.org/linux/man-pages/man5/proc_stat.5.html", check_steal},
};

}  // namespace

std::span<const Rule> cpu_time_rules() { return kRules; }

}  // namespace holdfast
