#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "plan/cpu_roles.h"
#include "plan/growth.h"
#include "plan/rules.h"
#include "plan/rules_sysctl.h"
#include "plan/sysctl.h"

namespace holdfast {
namespace {

constexpr std::string_view kSoftnet = "/proc/net/softnet_stat";

struct CpuGrowth {
  CpuId cpu;
  std::uint64_t before = 0, after = 0;
  std::uint64_t grown() const { return growth_of(before, after); }
};

/// The CPUs whose counter grew, most first.
std::vector<CpuGrowth> grown_counters(const AuditInput& input,
                                      std::uint64_t SoftnetRow::* counter) {
  std::map<CpuId, std::uint64_t> before;
  for (const auto& row : input.earlier.softnet) before[row.cpu] = row.*counter;
  std::vector<CpuGrowth> grown;
  for (const auto& row : input.later.softnet) {
    const auto found = before.find(row.cpu);
    if (found == before.end() || row.*counter <= found->second) continue;
    grown.push_back({row.cpu, found->second, row.*counter});
  }
  std::sort(grown.begin(), grown.end(), [](const CpuGrowth& a, const CpuGrowth& b) {
    return a.grown() != b.grown() ? a.grown() > b.grown() : a.cpu < b.cpu;
  });
  return grown;
}

std::uint64_t sum_of(const std::vector<CpuGrowth>& grown) {
  std::uint64_t sum = 0;
  for (const auto& row : grown) sum += row.grown();
  return sum;
}

CpuSet cpus_of(const std::vector<CpuGrowth>& grown) {
  CpuSet cpus;
  for (const auto& row : grown) cpus.add(row.cpu);
  return cpus;
}

std::vector<Evidence> evidence_of(const std::vector<CpuGrowth>& grown, std::string_view column) {
  constexpr std::size_t kShown = 4;
  std::vector<Evidence> evidence;
  for (std::size_t i = 0; i < std::min(grown.size(), kShown); ++i) {
    evidence.push_back(
        {std::string(kSoftnet), fmt::format("cpu {}: {} {} → {}", grown[i].cpu.value, column,
                                            grown[i].before, grown[i].after)});
  }
  return evidence;
}

void check_drops(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::uint64_t kFewDrops = 10;
  if (input.seconds() <= 0) return;
  const auto grown = grown_counters(input, &SoftnetRow::dropped);
  const auto sum = sum_of(grown);
  if (sum < kFewDrops || static_cast<double>(sum) < input.seconds()) return;
  const auto& settings = input.host.settings;
  const auto backlog = sysctl_number(settings, "net.core.netdev_max_backlog");
  const auto wanted =
      std::max<std::uint64_t>(input.profile.min_netdev_max_backlog, 2 * backlog.value_or(1000));
  auto evidence = evidence_of(grown, "dropped");
  evidence.push_back(sysctl_evidence(settings, "net.core.netdev_max_backlog"));
  add_finding(findings, rule, "host",
              fmt::format("The backlog of cpu {} threw away {} packets in {:.1f} s; a sound host "
                          "throws away none",
                          cpus_of(grown).to_list(), sum, input.seconds()),
              std::move(evidence),
              sysctl_fix({{"net.core.netdev_max_backlog", std::to_string(wanted)}}));
}

void check_time_squeeze(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::uint64_t kFewSqueezes = 10;
  constexpr double kPerSecond = 5;
  if (input.seconds() <= 0) return;
  const auto grown = grown_counters(input, &SoftnetRow::time_squeezed);
  const auto sum = sum_of(grown);
  if (sum < kFewSqueezes || static_cast<double>(sum) < kPerSecond * input.seconds()) return;
  const auto& settings = input.host.settings;
  SysctlValues wanted;
  for (const std::string_view name : {"net.core.netdev_budget", "net.core.netdev_budget_usecs"}) {
    if (const auto now = sysctl_number(settings, name)) {
      wanted.emplace_back(name, std::to_string(2 * *now));
    }
  }
  auto evidence = evidence_of(grown, "time_squeeze");
  for (const auto& [name, value] : wanted) evidence.push_back(sysctl_evidence(settings, name));
  add_finding(findings, rule, "host",
              fmt::format("cpu {} left packets waiting {} times in {:.1f} s because its polling "
                          "budget ran out; a sound host does so hardly ever",
                          cpus_of(grown).to_list(), sum, input.seconds()),
              std::move(evidence), sysctl_fix(wanted));
}

void check_backlog(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::string_view kName = "net.core.netdev_max_backlog";
  const auto now = sysctl_number(input.host.settings, kName);
  const auto wanted = input.profile.min_netdev_max_backlog;
  if (!now || *now >= wanted) return;
  add_finding(findings, rule, "host", fmt::format("{} is {}, it should be {}", kName, *now, wanted),
              {sysctl_evidence(input.host.settings, kName)},
              sysctl_fix({{std::string(kName), std::to_string(wanted)}}));
}

void check_budget(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  // The kernel's own defaults: 300 packets, and two ticks, which are 2,000 µs at 1,000 Hz.
  constexpr std::pair<std::string_view, std::uint64_t> kDefaults[] = {
      {"net.core.netdev_budget", 300}, {"net.core.netdev_budget_usecs", 2000}};
  for (const auto& [name, least] : kDefaults) {
    const auto now = sysctl_number(input.host.settings, name);
    if (!now || *now >= least) continue;
    add_finding(findings, rule, "host",
                fmt::format("{} is {}, it should be at least {}", name, *now, least),
                {sysctl_evidence(input.host.settings, name)},
                sysctl_fix({{std::string(name), std::to_string(least)}}));
  }
}

/// µs of busy polling by the number of sockets that are polled.
int busy_poll_usecs(std::size_t sockets) { return sockets <= 10 ? 50 : sockets <= 100 ? 100 : 200; }

void check_busy_poll(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  if (!input.profile.low_latency) return;
  const auto& host = input.host;
  const auto sockets = static_cast<std::size_t>(
      std::count_if(host.flows.begin(), host.flows.end(),
                    [&](const Flow& flow) { return is_network_flow(host, flow); }));
  const int usecs = busy_poll_usecs(sockets);
  std::string policy;
  SysctlValues wanted;
  std::vector<Evidence> evidence;
  std::vector<std::string> off;
  for (const std::string key : {"read", "poll"}) {
    const auto name = "net.core.busy_" + key;
    if (sysctl_number(host.settings, name) != 0U) continue;
    policy += fmt::format("{}{}: {}", policy.empty() ? "" : ", ", key, usecs);
    wanted.emplace_back(name, std::to_string(usecs));
    off.push_back(name);
    evidence.push_back(sysctl_evidence(host.settings, name));
  }
  if (wanted.empty()) return;
  evidence.push_back({"/proc/net/{tcp,tcp6,udp,udp6}", fmt::format("{} network flows", sockets)});
  add_finding(findings, rule, "host",
              fmt::format("{} {} 0; {} wants {} µs for {} network socket{}", joined(off),
                          off.size() == 1 ? "is" : "are", name_of(input.profile.name), usecs,
                          sockets, sockets == 1 ? "" : "s"),
              std::move(evidence),
              {fmt::format("busy-poll: {{{}}}", policy), sysctl_fix(wanted).shell});
}

/// The vector whose interrupt schedules this NAPI instance; nullptr when it cannot be told.
const Vector* vector_of(const HostSnapshot& host, const Nic& nic, const Napi& napi) {
  if (napi.irq) return host.find_vector(*napi.irq);
  for (const auto& queue : nic.rx_queues) {
    if (queue.napi_id != napi.id) continue;
    for (const auto& vector : host.vectors) {
      const auto& queues = vector.rx_queues;
      if (vector.nic == nic.name &&
          std::find(queues.begin(), queues.end(), queue.index) != queues.end()) {
        return &vector;
      }
    }
  }
  return nullptr;
}

void check_napi_thread(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto& topology = input.host.topology;
  for (const auto& nic : input.host.nics) {
    for (const auto& napi : nic.napis) {
      const Vector* vector = napi.thread ? vector_of(input.host, nic, napi) : nullptr;
      if (!vector || !vector->effective || vector->effective->empty() || !napi.thread_cpus)
        continue;
      const auto allowed = *napi.thread_cpus & topology.online;
      const auto near = near_cpus(topology, *vector->effective);
      const bool away = !allowed.empty() && !allowed.intersects(near);
      const bool roams = input.profile.low_latency && !allowed.is_subset_of(near);
      if (!away && !roams) continue;
      const auto irq = vector->irq.value;
      const auto thread = napi.thread->value;
      const auto cpus = vector->effective->to_list();
      add_finding(
          findings, rule, fmt::format("{} napi {}", nic.name, napi.id),
          fmt::format("The NAPI thread {} of {} may run on cpu {}, its vector {} interrupts cpu {}",
                      thread, nic.name, allowed.to_list(), irq, cpus),
          {{fmt::format("/sys/class/net/{}/threaded", nic.name), "1"},
           {fmt::format("/proc/{}/status", thread),
            fmt::format("Cpus_allowed_list: {}", napi.thread_cpus->to_list())},
           {fmt::format("/proc/irq/{}/effective_affinity_list", irq), cpus}},
          {"", fmt::format("taskset -pc {} {}", cpus, thread)})
          .severity = away ? Severity::warning : Severity::advice;
    }
  }
}

constexpr Rule kRules[] = {
    {13, "softnet-drops", Severity::critical,
     "a CPU's backlog overflows: packets that had reached the host are thrown away",
     "RPS, veth, the loopback and drivers without NAPI queue packets on a CPU's backlog. When it "
     "is full the kernel drops without telling the sender or the NIC's own counters.",
     "sysctl: {net.core.netdev_max_backlog: N}", "sysctl -w net.core.netdev_max_backlog=N",
     "https://docs.kernel.org/admin-guide/sysctl/net.html#netdev-max-backlog", check_drops},
    {13, "softnet-time-squeeze", Severity::warning,
     "packet processing stops with work left because its budget of packets or time is used up",
     "The rest waits for ksoftirqd's next turn behind whatever else runs on that CPU: the tail of "
     "the latency grows, then the ring overflows. One CPU alone points to a queue that is too "
     "busy; on a virtual machine steal time uses up the budget, too.",
     "sysctl: {net.core.netdev_budget: N, net.core.netdev_budget_usecs: N}",
     "sysctl -w net.core.netdev_budget=N net.core.netdev_budget_usecs=N",
     "https://docs.kernel.org/admin-guide/sysctl/net.html#netdev-budget", check_time_squeeze},
    {13, "backlog-small", Severity::advice,
     "the per-CPU backlog is shorter than the profile's, or than the kernel's default of 1,000",
     "A burst that RPS, veth or the loopback hands to one CPU is dropped once the backlog is full.",
     "sysctl: {net.core.netdev_max_backlog: N}", "sysctl -w net.core.netdev_max_backlog=N",
     "https://docs.kernel.org/admin-guide/sysctl/net.html#netdev-max-backlog", check_backlog},
    {13, "budget-small", Severity::advice,
     "the polling budget is below the kernel's defaults of 300 packets or 2,000 µs",
     "Each turn of packet processing ends early, so that under load it is finished by ksoftirqd, "
     "which competes with programs for the CPU.",
     "sysctl: {net.core.netdev_budget: 300, net.core.netdev_budget_usecs: 2000}",
     "sysctl -w net.core.netdev_budget=300 net.core.netdev_budget_usecs=2000",
     "https://docs.kernel.org/admin-guide/sysctl/net.html#netdev-budget", check_budget},
    {15, "busy-poll-off", Severity::advice, "busy polling is off under a low-latency profile",
     "A blocked reader is woken by interrupt, softirq and scheduler; one that polls the queue "
     "itself for some microseconds finds the packet without any of them. It costs CPU time.",
     "busy-poll: {read: 50, poll: 50}", "sysctl -w net.core.busy_read=50 net.core.busy_poll=50",
     "https://docs.kernel.org/networking/napi.html#busy-polling", check_busy_poll},
    {22, "napi-thread-elsewhere", Severity::warning,
     "a threaded NAPI's kernel thread is kept off the CPUs that are near its vector's",
     "With threaded NAPI the packets are processed where the thread runs, not where the interrupt "
     "arrives: across a cache or a NUMA node every packet is fetched from far away, and placing "
     "the vector has no effect.",
     "", "taskset -pc CPU TID", "https://docs.kernel.org/networking/napi.html#threaded-napi",
     check_napi_thread},
};

}  // namespace

std::span<const Rule> stack_rules() {
  static const std::vector<Rule> rules = [] {
    std::vector<Rule> all(std::begin(kRules), std::end(kRules));
    const auto more = sysctl_rules();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }();
  return rules;
}

}  // namespace holdfast
