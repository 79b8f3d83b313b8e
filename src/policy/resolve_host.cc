#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/cpu_roles.h"
#include "policy/parsing.h"
#include "policy/persistence.h"
#include "policy/resolving.h"

namespace holdfast {
namespace {

void resolve_other_irqs(Resolving& resolving) {
  const auto& policy = resolving.policy;
  if (policy.other_irqs) {
    const auto cpus = resolving.cpus_of(*policy.other_irqs, nullptr);
    const auto shared = cpus ? *cpus & resolving.out.demands.trading : CpuSet{};
    if (!shared.empty()) {
      resolving.complaints.error(
          policy.other_irqs->place,
          fmt::format(
              "other devices' interrupts on CPU {}, which the class 'trading' keeps free of "
              "them",
              shared.to_list()));
    } else if (cpus) {
      resolving.demand(SettingKind::device_irq, "", "", cpus->to_list(), policy.other_irqs->place);
    }
  }
  if (!policy.default_smp_affinity) return;
  if (const auto cpus = resolving.cpus_of(*policy.default_smp_affinity, nullptr)) {
    resolving.demand(SettingKind::default_smp_affinity, "", "", cpus->to_list(),
                     policy.default_smp_affinity->place);
  }
}

void resolve_irqbalance(Resolving& resolving) {
  const auto mode = resolving.policy.irqbalance;
  const auto& place = resolving.policy.irqbalance_place;
  if (mode == IrqbalanceMode::ignore) return;
  const auto& irqbalance = resolving.host.irqbalance;
  if (!irqbalance) {
    resolving.note("irqbalance: it is not on this host, so there is nothing to hold back");
    return;
  }
  if (mode == IrqbalanceMode::stopped) {
    resolving.demand(SettingKind::irqbalance_service, "", "", "masked", place);
  } else if (irqbalance->process) {
    resolving.demand(SettingKind::irqbalance_ban, "", "", "lease", place);
  } else {
    resolving.note("irqbalance: it does not run now, so there is no socket to ask for a lease");
  }
}

// 50, 100 or 200 µs for up to 10, up to 100 and more sockets.
std::string automatic_busy_poll(Resolving& resolving) {
  const auto& host = resolving.host;
  const auto sockets = std::count_if(host.flows.begin(), host.flows.end(),
                                     [&](const Flow& flow) { return is_network_flow(host, flow); });
  const int us = sockets <= 10 ? 50 : sockets <= 100 ? 100 : 200;
  resolving.note(
      fmt::format("busy-poll: auto is {} µs; sockets of network flows now: {}", us, sockets));
  return fmt::to_string(us);
}

bool names_sysctl(const Policy& policy, std::string_view name) {
  return std::any_of(policy.sysctl.begin(), policy.sysctl.end(),
                     [&](const Entry& entry) { return entry.key.text == name; });
}

void demand_sysctl(Resolving& resolving, const std::string& name, const std::string& value,
                   const TextPlace& place) {
  const auto& host = resolving.host;
  const bool is_known =
      host.settings.sysctls.count(name) > 0 || host.files.count(sysctl_path(name)) > 0;
  if (is_optional(resolving.policy, place) && !is_known && !host.settings.sysctls.empty()) {
    resolving.note(fmt::format("sysctl {}: left out: this kernel does not have it", name));
    return;
  }
  resolving.demand(SettingKind::sysctl, "", name, value, place);
}

void resolve_busy_poll(Resolving& resolving) {
  const auto& busy_poll = resolving.policy.busy_poll;
  if (!busy_poll) return;
  const auto automatic = busy_poll->automatic ? automatic_busy_poll(resolving) : std::string();
  for (const auto& [name, word] : {std::pair{"net.core.busy_read", busy_poll->read},
                                   std::pair{"net.core.busy_poll", busy_poll->poll}}) {
    if (names_sysctl(resolving.policy, name)) continue;  // the exact value was written down
    if (busy_poll->automatic) demand_sysctl(resolving, name, automatic, busy_poll->place);
    if (word) demand_sysctl(resolving, name, word->text, word->place);
  }
}

// RFS steers nothing until the host's table of flows has room: networking/scaling.rst.
void resolve_flow_table(Resolving& resolving) {
  constexpr const char* kName = "net.core.rps_sock_flow_entries";
  if (names_sysctl(resolving.policy, kName)) return;
  std::uint64_t wanted = 0;
  const TextPlace* place = nullptr;
  for (const auto& demand : resolving.out.demands.settings) {
    if (demand.kind != SettingKind::rps_flow_count) continue;
    const Nic* nic = resolving.host.find_nic(demand.nic);
    const auto count = parse_number<std::uint64_t>(demand.value).value_or(0);
    wanted += count * std::max<std::size_t>(1, nic ? nic->rx_queues.size() : 1);
    if (count > 0) place = &demand.place;
  }
  if (!place) return;
  std::uint64_t entries = 1;
  while (entries < wanted && entries < (std::uint64_t{1} << 29)) entries *= 2;
  const auto where = *place;  // a demand is added to the list that it points into
  demand_sysctl(resolving, kName, fmt::to_string(entries), where);
}

// "domain,managed_irq,4-7": the flags of isolcpus stay before the list.
void resolve_parameter(Resolving& resolving, const Entry& entry) {
  auto word = entry.value;
  std::string flags;
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view flag : {"domain,", "managed_irq,", "nohz,"}) {
      if (!word.text.starts_with(flag)) continue;
      flags += flag;
      word.text.erase(0, flag.size());
      word.place.column += static_cast<int>(flag.size());
      found = true;
    }
  }
  const auto cpus = resolving.cpus_of(word, nullptr);
  if (!cpus) return;
  resolving.out.demands.command_line.push_back(
      {entry.key.text, flags + cpus->to_list(), entry.key.place});
}

void resolve_command_line(Resolving& resolving) {
  for (const auto& entry : resolving.policy.kernel_command_line) {
    const auto& name = entry.key.text;
    if (name == "isolcpus" || name == "nohz_full" || name == "rcu_nocbs" || name == "irqaffinity") {
      resolve_parameter(resolving, entry);
    } else {
      resolving.out.demands.command_line.push_back({name, entry.value.text, entry.key.place});
    }
  }
}

}  // namespace

void resolve_host_sections(Resolving& resolving) {
  resolve_other_irqs(resolving);
  resolve_irqbalance(resolving);
  for (const auto& [name, value] : resolving.policy.sysctl) {
    auto text = value.text;
    if (const auto inner = expression_in("cpus", value)) {
      const auto cpus = resolving.cpus_of(*inner, nullptr);
      if (!cpus) continue;
      text = cpus->to_list();
    }
    demand_sysctl(resolving, name.text, text, name.place);
  }
  resolve_busy_poll(resolving);
  resolve_flow_table(resolving);
  resolve_command_line(resolving);
}

}  // namespace holdfast
