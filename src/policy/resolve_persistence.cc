#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/persistence.h"
#include "policy/resolving.h"

namespace holdfast {
namespace {

// Does a demand for "queue 3", "rx 3", "tx 3" or "role admin" mean this vector?
bool means(const Demand& demand, const Vector& vector) {
  if (demand.kind != SettingKind::vector || demand.nic != vector.nic) return false;
  const auto words = words_of(demand.name);
  if (words.size() != 2) return false;
  if (words[0] == "role") return words[1] == name_of(vector.role);
  const auto number = parse_number<std::uint32_t>(words[1]);
  if (!number) return false;
  const auto holds = [&](const std::vector<QueueIndex>& queues) {
    return std::find(queues.begin(), queues.end(), QueueIndex{*number}) != queues.end();
  };
  return (words[0] != "tx" && holds(vector.rx_queues)) ||
         (words[0] != "rx" && holds(vector.tx_queues));
}

std::vector<IrqNumber> placed_irqs(const Resolving& resolving) {
  const auto& demands = resolving.out.demands.settings;
  std::vector<IrqNumber> irqs;
  for (const auto& vector : resolving.host.vectors) {
    const bool is_placed =
        !vector.managed && std::any_of(demands.begin(), demands.end(),
                                       [&](const Demand& demand) { return means(demand, vector); });
    if (is_placed) irqs.push_back(vector.irq);
  }
  return irqs;
}

void demand_irqbalance_file(Resolving& resolving, const TextPlace& place) {
  if (!resolving.host.irqbalance) {
    resolving.note("irqbalance: it is not on this host, so its defaults are not written");
    return;
  }
  const auto& files = resolving.host.files;
  const bool is_red_hat =
      files.count(kIrqbalanceSysconfig) > 0 && files.count(kIrqbalanceDefaults) == 0;
  const std::string path = is_red_hat ? kIrqbalanceSysconfig : kIrqbalanceDefaults;
  const auto original = files.find(path);
  // A list of our own replaces irqbalance's default, which is to keep off these CPUs.
  const auto& topology = resolving.host.topology;
  auto banned = resolving.out.demands.trading;
  if (!banned.empty()) banned |= topology.isolated | topology.nohz_full;
  resolving.demand(SettingKind::file, "", path,
                   irqbalance_defaults(original == files.end() ? "" : original->second, banned,
                                       placed_irqs(resolving)),
                   place);
}

}  // namespace

void resolve_persistence(Resolving& resolving, const BootCommand& boot) {
  const auto& policy = resolving.policy;
  const auto add = [&](const char* path, std::string content, const TextPlace& place) {
    resolving.demand(SettingKind::file, "", path, std::move(content), place);
  };
  if (policy.persist.sysctl) {
    add(kSysctlFile, sysctl_file(resolving.out.demands), *policy.persist.sysctl);
  }
  if (policy.persist.irqbalance || policy.irqbalance == IrqbalanceMode::banned) {
    demand_irqbalance_file(resolving, policy.persist.irqbalance.value_or(policy.irqbalance_place));
  }
  if (!policy.persist.boot) return;
  const auto& place = *policy.persist.boot;
  BootCommand command = boot;
  if (command.policy.empty()) command.policy = policy.source;
  if (!command.policy.starts_with('/')) {
    resolving.complaints.error(place, fmt::format("what is called at boot needs an absolute path, "
                                                  "not {}",
                                                  quoted(command.policy)));
    return;
  }
  add(kBootUnit, boot_unit(policy.name, command), place);
  add(kBootWants, boot_wants(), place);
  add(kBootRule, boot_rule(), place);
}

}  // namespace holdfast
