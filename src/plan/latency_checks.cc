#include <fmt/format.h>

#include "plan/device_checks.h"
#include "plan/fix_text.h"

namespace holdfast {
namespace {

constexpr Offload kOffloads[] = {
    {"gro-on", "gro", "rx-gro", "generic-receive-offload"},
    {"lro-on", "lro", "rx-lro", "large-receive-offload"},
    {"hardware-gro-on", "rx-gro-hw", "rx-gro-hw", "rx-gro-hw"},
    {"tso-on", "tso", "tx-tcp-segmentation", "tx-tcp-segmentation"},
    {"tso-on", "tso", "tx-tcp6-segmentation", "tx-tcp6-segmentation"},
    {"gso-on", "gso", "tx-generic-segmentation", "generic-segmentation-offload"},
};

std::string coalesce_text(const Coalesce& coalesce) {
  const auto number = [](const Count& count) {
    return count ? fmt::format("{}", *count) : std::string("n/a");
  };
  return fmt::format("adaptive-rx {}, rx-usecs {}, rx-frames {}",
                     !coalesce.adaptive_rx   ? "n/a"
                     : *coalesce.adaptive_rx ? "on"
                                             : "off",
                     number(coalesce.rx_usecs), number(coalesce.rx_frames));
}

// Turns adaptive moderation off where there is any, and waits no longer than the profile allows.
Fix coalesce_fix(const Nic& nic, std::uint32_t usecs) {
  std::vector<std::string> policies;
  std::vector<std::string> words;
  if (nic.coalesce->adaptive_rx) {
    policies.emplace_back("adaptive-rx: off");
    words.emplace_back("adaptive-rx off");
  }
  if (nic.coalesce->rx_usecs) {  // a driver refuses the whole command for what it has not
    policies.push_back(fmt::format("rx-usecs: {}", usecs));
    words.push_back(fmt::format("rx-usecs {}", usecs));
  }
  return {
      .policy = interface_policy(nic.name, fmt::format("coalesce: {{{}}}", joined(policies, ", "))),
      .shell = fmt::format("ethtool -C {} {}", shell_word(nic.name), joined(words, " "))};
}

}  // namespace

void check_coalesce_adaptive(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.low_latency) return;
  for (const auto* nic : audited_nics(input.host)) {
    if (!nic->coalesce || !nic->coalesce->adaptive_rx.value_or(false)) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("{} adapts its receive interrupt moderation to the load (profile {} wants "
                    "it off)",
                    nic->name, name_of(input.profile.name)),
        {{fmt::format("ethtool -c {}", shell_word(nic->name)), coalesce_text(*nic->coalesce)}},
        coalesce_fix(*nic, input.profile.max_rx_usecs.value_or(0)));
  }
}

void check_coalesce_long(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.max_rx_usecs) return;
  const auto allowed = *input.profile.max_rx_usecs;
  for (const auto* nic : audited_nics(input.host)) {
    // With adaptive moderation the driver sets rx-usecs itself: coalesce-adaptive speaks of it.
    if (!nic->coalesce || nic->coalesce->adaptive_rx.value_or(false)) continue;
    const auto usecs = nic->coalesce->rx_usecs.value_or(0);
    if (usecs <= allowed) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("{} holds back receive interrupts for {} µs; profile {} allows {} µs",
                    nic->name, usecs, name_of(input.profile.name), allowed),
        {{fmt::format("ethtool -c {}", shell_word(nic->name)), coalesce_text(*nic->coalesce)}},
        coalesce_fix(*nic, allowed));
  }
}

void check_offload(const AuditInput& input, const Rule& rule, Findings& findings) {
  if (!input.profile.low_latency) return;
  for (const auto* nic : audited_nics(input.host)) {
    std::vector<Evidence> evidence;
    std::string_view word;
    for (const auto& offload : kOffloads) {
      if (offload.rule != rule.id) continue;
      const Feature* feature = nic->feature(offload.feature);
      if (!feature || !feature->active || feature->fixed) continue;  // fixed: nobody can change it
      word = offload.ethtool;
      evidence.push_back({fmt::format("ethtool -k {}", shell_word(nic->name)),
                          fmt::format("{}: on", offload.shown)});
    }
    if (evidence.empty()) continue;
    add_finding(findings, rule, nic->name,
                fmt::format("{} is on at {}; profile {} wants it off", word, nic->name,
                            name_of(input.profile.name)),
                std::move(evidence),
                {.policy = interface_policy(nic->name, fmt::format("offloads: {{{}: off}}", word)),
                 .shell = fmt::format("ethtool -K {} {} off", shell_word(nic->name), word)});
  }
}

}  // namespace holdfast
