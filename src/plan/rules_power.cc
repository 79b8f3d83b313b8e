#include <fmt/format.h>

#include <algorithm>

#include "plan/cpu_roles.h"
#include "plan/kernel_line.h"
#include "plan/rules_cpu.h"

namespace holdfast {
namespace {

constexpr std::string_view kCpuFolder = "/sys/devices/system/cpu/";

/// CPUs whose wake-up time matters: those set apart; under a low-latency profile also those that
/// take a NIC's interrupts or carry pinned threads.
CpuSet latency_cpus(const AuditInput& input) {
  CpuSet cpus = isolated_cpus(input.host.topology);
  if (input.profile.low_latency) {
    cpus |= nic_interrupt_cpus(input.host);
    cpus |= pinned_cpus(input.host);
  }
  return cpus & input.host.topology.online;
}

void check_idle_states(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto most = input.profile.max_idle_latency_us;
  const auto wanted = latency_cpus(input);
  CpuSet deep;
  const Cpu* worst = nullptr;
  for (const auto& cpu : input.host.topology.cpus) {
    if (!wanted.contains(cpu.id) || cpu.max_idle_latency_us.value_or(0) <= most) continue;
    deep.add(cpu.id);
    if (!worst || *cpu.max_idle_latency_us > *worst->max_idle_latency_us) worst = &cpu;
  }
  if (!worst) return;
  const auto& driver = input.host.settings.idle_driver;
  Fix fix;
  if (driver == "intel_idle") fix = kernel_line_fix({{"intel_idle.max_cstate", "1"}});
  if (driver == "acpi_idle") fix = kernel_line_fix({{"processor.max_cstate", "1"}});
  fix.shell = fmt::format("cpupower -c {} idle-set -D {}", deep.to_list(), most + 1);
  add_finding(findings, rule, fmt::format("cpu {}", deep.to_list()),
              fmt::format("cpu {} may sleep so deep that waking takes {} µs; at most {} µs fit",
                          deep.to_list(), *worst->max_idle_latency_us, most),
              {{fmt::format("{}cpu{}/cpuidle/state*/latency", kCpuFolder, worst->id.value),
                fmt::format("{} (the longest of the enabled states)", *worst->max_idle_latency_us)},
               {fmt::format("{}cpuidle/current_driver", kCpuFolder), driver}},
              std::move(fix));
}

void check_governor(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto wanted = latency_cpus(input);
  CpuSet slow;
  const Cpu* one = nullptr;
  for (const auto& cpu : input.host.topology.cpus) {
    if (!wanted.contains(cpu.id) || cpu.governor.empty() || cpu.governor == "performance") continue;
    slow.add(cpu.id);
    if (!one) one = &cpu;
  }
  if (!one) return;
  add_finding(
      findings, rule, fmt::format("cpu {}", slow.to_list()),
      fmt::format("The frequency governor of cpu {} is {}, it should be performance",
                  slow.to_list(), one->governor),
      {{fmt::format("{}cpu{}/cpufreq/scaling_governor", kCpuFolder, one->id.value), one->governor}},
      {"", fmt::format("cpupower -c {} frequency-set -g performance", slow.to_list())});
}

bool any_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_clocksource(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  constexpr std::string_view kFolder = "/sys/devices/system/clocksource/clocksource0/";
  const auto& settings = input.host.settings;
  const auto& name = settings.clocksource;
  const bool x86 = settings.machine.empty() || settings.machine == "x86_64";
  if (!x86 || any_of(name, {"", "tsc", "arch_sys_counter"})) return;
  // Those are read through a device or by counting ticks: each look at the clock is a system call.
  // kvm-clock and Hyper-V's TSC page are read in user space: slower than the TSC, and not wrong.
  const bool slow = any_of(name, {"hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit", "xen"});
  const bool page = name == "hyperv_clocksource_tsc_page";
  if (!slow && (page || !input.profile.low_latency)) return;
  if (name == "xen" && !input.profile.low_latency) return;  // what Xen guests are given
  add_finding(
      findings, rule, "host", fmt::format("The clock source is {}, it should be tsc", name),
      {{fmt::format("{}current_clocksource", kFolder), name}},
      {"", fmt::format("grep -qw tsc {0}available_clocksource && echo tsc > "
                       "{0}current_clocksource  # not offered: dmesg | grep -i tsc says why",
                       kFolder)})
      .severity = slow ? Severity::warning : Severity::advice;
}

void check_tuned_profile(const AuditInput& input, const Rule& rule,
                         std::vector<Finding>& findings) {
  const auto& name = input.host.settings.tuned_profile;
  // tuned's own profiles for saving power or for throughput; of others nothing is known by name.
  const bool other = any_of(
      name, {"balanced", "balanced-battery", "powersave", "laptop-battery-powersave", "desktop",
             "throughput-performance", "network-throughput", "virtual-guest", "virtual-host"});
  if (!input.profile.low_latency || !other) return;
  add_finding(
      findings, rule, "host",
      fmt::format("tuned applies {}, {} wants network-latency", name, name_of(input.profile.name)),
      {{"/etc/tuned/active_profile", name}}, {"", "tuned-adm profile network-latency"});
}

constexpr Rule kRules[] = {
    {25, "deep-idle-state", Severity::advice,
     "CPUs that serve packets or are set apart may enter deep idle states",
     "The interrupt that ends the pause waits until the CPU has woken: tens to hundreds of "
     "microseconds for the first packet after every quiet moment.",
     "kernel-cmdline: {intel_idle.max_cstate: 1}", "cpupower -c LIST idle-set -D 11",
     "https://docs.kernel.org/admin-guide/pm/cpuidle.html", check_idle_states},
    {25, "governor-not-performance", Severity::advice,
     "CPUs that serve packets or are set apart may lower their frequency",
     "After a quiet moment the first packets are served by a slow core, and the switch of "
     "frequency itself halts it.",
     "", "cpupower -c LIST frequency-set -g performance",
     "https://docs.kernel.org/admin-guide/pm/cpufreq.html", check_governor},
    {25, "clocksource-slow", Severity::warning, "the clock is read the slow way",
     "Programs and the network stack read the clock for every packet. The TSC takes some tens of "
     "nanoseconds; hpet and acpi_pm take a system call and a read from a device.",
     "", "echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource",
     "https://docs.kernel.org/timers/timekeeping.html", check_clocksource},
    {25, "tuned-profile-other", Severity::advice,
     "tuned applies a profile for throughput or for saving power, under a low-latency profile",
     "It sets governor, idle states and sysctls at each start, against what this host is for.", "",
     "tuned-adm profile network-latency",
     "https://github.com/redhat-performance/tuned/tree/master/profiles", check_tuned_profile},
};

}  // namespace

std::span<const Rule> power_rules() { return kRules; }

}  // namespace holdfast
