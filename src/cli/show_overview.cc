#include <fmt/format.h>

#include "base/printable.h"
#include "cli/show_views.h"

namespace holdfast {
namespace {

std::string host_line(const HostSnapshot& host) {
  const auto& settings = host.settings;
  std::string text = settings.hostname.empty() ? "this host" : settings.hostname;
  if (!settings.kernel_release.empty()) {
    text += fmt::format(", Linux {}", settings.kernel_release);
  }
  if (!settings.virtualization.empty()) {
    text += fmt::format(", {}", settings.virtualization);
  }
  return text;
}

std::string cpu_line(const CpuTopology& topology) {
  std::string text =
      fmt::format("{} CPUs ({}) on {} node{}", topology.online.size(), topology.online.to_list(),
                  topology.nodes.size(), topology.nodes.size() == 1 ? "" : "s");
  const auto add = [&](const char* name, const CpuSet& cpus) {
    if (!cpus.empty()) text += fmt::format("; {} {}", name, cpus.to_list());
  };
  add("isolated", topology.isolated);
  add("nohz_full", topology.nohz_full);
  add("rcu_nocbs", topology.rcu_nocbs);
  return text;
}

std::string irqbalance_line(const HostSnapshot& host) {
  if (!host.irqbalance) return "not installed";
  const auto& daemon = *host.irqbalance;
  std::string text = daemon.process
                         ? fmt::format("running, pid {}", daemon.process->value)
                         : std::string(daemon.enabled ? "enabled, not running" : "not running");
  if (!daemon.banned_irqs.empty()) {
    text += fmt::format(", {} IRQs banned ({})", daemon.banned_irqs.size(), daemon.bans_from);
  }
  return text;
}

}  // namespace

std::string show_overview(const ShowContext& context) {
  const auto& host = context.host();
  const auto& screen = context.screen;
  std::string text;
  const auto line = [&](const char* name, const std::string& value) {
    text += fmt::format("{}  {}\n", styled(screen, Style::bold, fmt::format("{:<10}", name)),
                        printable(value));
  };
  line("host", host_line(host));
  line("cpus", cpu_line(host.topology));
  line("irqbalance", irqbalance_line(host));
  text += '\n' + show_nics(context) + '\n' + show_vectors(context);
  return text;
}

}  // namespace holdfast
