#include <fmt/format.h>

#include <algorithm>

#include "plan/fix_text.h"
#include "plan/placement_checks.h"

namespace holdfast {
namespace {

const Fix kLeaveToHoldfast{.policy = "irqbalance: {mode: stopped}",
                           .shell = "systemctl disable --now irqbalance"};

// The NIC's packet vectors that irqbalance may place: neither managed nor banned.
std::vector<const Vector*> free_vectors(const HostSnapshot& host, const Nic& nic) {
  auto vectors = movable_vectors(host, nic);
  const auto& banned = host.irqbalance->banned_irqs;
  std::erase_if(vectors, [&](const Vector* vector) {
    return std::find(banned.begin(), banned.end(), vector->irq) != banned.end();
  });
  return vectors;
}

// With one CPU left to it, or none, irqbalance has nowhere to move anything.
bool has_choice(const HostSnapshot& host) {
  const auto banned = host.irqbalance->banned_cpus.value_or(CpuSet{});
  return (host.topology.online - banned).size() > 1;
}

bool any_movable(const HostSnapshot& host) {
  const auto nics = audited_nics(host);
  return host.topology.online.size() > 1 &&
         std::any_of(nics.begin(), nics.end(),
                     [&](const Nic* nic) { return !movable_vectors(host, *nic).empty(); });
}

std::string irqs_text(const std::vector<const Vector*>& vectors) {
  std::vector<std::string> numbers;
  for (const auto* vector : vectors) numbers.push_back(fmt::format("{}", vector->irq.value));
  return joined(numbers, ",");
}

}  // namespace

void check_irqbalance_free(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& balance = input.host.irqbalance;
  if (!balance || !balance->process || balance->one_shot || !has_choice(input.host)) return;
  for (const auto* nic : audited_nics(input.host)) {
    const auto vectors = free_vectors(input.host, *nic);
    if (vectors.empty()) continue;
    const auto all = movable_vectors(input.host, *nic).size();
    auto sentence = fmt::format("irqbalance (pid {}) may move {} of the {} packet vectors of {}",
                                balance->process->value, vectors.size(), all, nic->name);
    if (!balance->policy_script.empty()) {
      sentence += fmt::format(", unless its script {} says otherwise", balance->policy_script);
    }
    const std::string bans = balance->bans_from.empty() ? "none" : "from " + balance->bans_from;
    auto& finding =
        add_finding(findings, rule, nic->name, sentence,
                    {{fmt::format("/proc/{}/comm", balance->process->value), "irqbalance"},
                     {"irqbalance's banned interrupts", bans},
                     {"/proc/interrupts", fmt::format("not banned: {}", irqs_text(vectors))}},
                    {.policy = "irqbalance: {mode: lease}", .shell = kLeaveToHoldfast.shell});
    if (!balance->policy_script.empty()) finding.severity = Severity::advice;
    if (input.profile.low_latency && balance->policy_script.empty()) {
      finding.severity = Severity::critical;
    }
  }
}

void check_irqbalance_at_boot(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& balance = input.host.irqbalance;
  if (!balance || balance->process || !balance->enabled || !any_movable(input.host)) return;
  add_finding(
      findings, rule, "irqbalance",
      "irqbalance does not run now, but its unit is enabled: it starts at the next boot",
      {{"systemctl is-enabled irqbalance", "enabled"}, {"/proc: irqbalance", "not running"}},
      kLeaveToHoldfast);
}

void check_irqbalance_not_held(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& balance = input.host.irqbalance;
  if (!balance || !balance->package_installed || balance->package_held) return;
  const bool bans_live = balance->bans_from.find("socket") != std::string::npos;
  if (balance->process && !bans_live) return;  // irqbalance-free speaks of it
  if (!balance->unattended_upgrades || !any_movable(input.host)) return;
  const std::string sentence =
      balance->process
          ? "the package irqbalance is not held and unattended-upgrades is on: an upgrade restarts "
            "irqbalance, and the bans given through its socket are gone"
          : "irqbalance is stopped, but its package is not held and unattended-upgrades is on: an "
            "upgrade may bring it back";
  add_finding(findings, rule, "irqbalance", sentence,
              {{"apt-mark showhold", "irqbalance is not listed"},
               {"apt-config dump APT::Periodic::Unattended-Upgrade", "on"}},
              {.shell = "apt-mark hold irqbalance"});
}

}  // namespace holdfast
