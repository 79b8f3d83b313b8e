#include "host/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "host/kernel_command_line.h"
#include "host/kernel_config.h"
#include "host/machine.h"
#include "host/memory_use.h"
#include "host/small_file.h"

namespace holdfast {
namespace {

constexpr auto kSysctls = std::to_array<std::string_view>({
    "kernel.hung_task_timeout_secs",
    "kernel.nmi_watchdog",
    "kernel.numa_balancing",
    "kernel.sched_rt_runtime_us",
    "kernel.timer_migration",
    "kernel.watchdog",
    "kernel.watchdog_cpumask",
    "net.core.busy_poll",
    "net.core.busy_read",
    "net.core.default_qdisc",
    "net.core.dev_weight",
    "net.core.netdev_budget",
    "net.core.netdev_budget_usecs",
    "net.core.netdev_max_backlog",
    "net.core.netdev_tstamp_prequeue",
    "net.core.rmem_default",
    "net.core.rmem_max",
    "net.core.rps_sock_flow_entries",
    "net.core.somaxconn",
    "net.core.wmem_default",
    "net.core.wmem_max",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_wmem",
    "net.ipv4.udp_mem",
    "vm.stat_interval",
    "vm.swappiness",
    "vm.vfs_cache_pressure",
});

std::string text_or_empty(SmallFileReader& files, std::string_view path) {
  return std::string(files.text(path).value_or(""));
}

// "always [madvise] never": the one in brackets.
std::string chosen(std::string_view text) {
  const auto open = text.find('[');
  const auto close = text.find(']', open);
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  return std::string(text.substr(open + 1, close - open - 1));
}

void read_sysctls(SmallFileReader& files, Settings& out) {
  std::string path;
  for (const auto name : kSysctls) {
    path.assign("/proc/sys/").append(name);
    std::replace(path.begin(), path.end(), '.', '/');
    const auto text = files.text(path);
    if (!text) continue;
    std::string value(*text);
    std::replace(value.begin(), value.end(), '\t', ' ');  // "4096	131072	6291456"
    out.sysctls.emplace(name, std::move(value));
  }
}

void read_command_line(SmallFileReader& files, Settings& out) {
  const auto possible = files.cpu_list("/sys/devices/system/cpu/possible").value_or(CpuSet{});
  const auto text = files.text("/proc/cmdline");
  if (text) out.command_line = parse_kernel_command_line(*text, possible, files.diagnostics());
}

// kernel/irq/matrix.c, irq_matrix_debug_show; debugfs, so only root may look.
std::optional<std::uint64_t> vectors_available(SmallFileReader& files) {
  constexpr std::string_view kLabel = "Global available:";
  constexpr std::string_view kPath = "/sys/kernel/debug/irq/domains/VECTOR";
  const auto text = files.text(kPath);
  if (!text) return std::nullopt;
  const auto at = text->find(kLabel);
  if (at == std::string_view::npos) return std::nullopt;
  auto rest = text->substr(at + kLabel.size());
  const auto word = next_word(rest);
  const auto number = parse_number(word);
  if (!number) {
    diagnose(files.diagnostics(), ErrorCode::malformed, kPath, 0,
             fmt::format("\"{}\" after \"{}\", expected a number", word.substr(0, 40), kLabel));
  }
  return number;
}

}  // namespace

std::span<const std::string_view> known_sysctls() { return kSysctls; }

Settings read_settings(HostSource& source, Diagnostics& diagnostics) {
  SmallFileReader files(source, diagnostics);
  Settings out;
  out.hostname = text_or_empty(files, "/proc/sys/kernel/hostname");
  out.kernel_release = text_or_empty(files, "/proc/sys/kernel/osrelease");
  read_command_line(files, out);
  read_machine(files, out);
  read_sysctls(files, out);
  out.default_smp_affinity = files.cpu_mask("/proc/irq/default_smp_affinity");
  out.workqueue_cpumask = files.cpu_mask("/sys/devices/virtual/workqueue/cpumask");
  out.transparent_hugepages =
      chosen(files.text("/sys/kernel/mm/transparent_hugepage/enabled").value_or(""));
  out.clocksource =
      text_or_empty(files, "/sys/devices/system/clocksource/clocksource0/current_clocksource");
  out.idle_driver = text_or_empty(files, "/sys/devices/system/cpu/cpuidle/current_driver");
  out.tuned_profile = text_or_empty(files, "/etc/tuned/active_profile");
  out.debug_options = read_debug_options(source, out.kernel_release, diagnostics);
  out.vectors_available = vectors_available(files);
  read_memory_use(files, out);
  return out;
}

}  // namespace holdfast
