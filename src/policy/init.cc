#include "policy/init.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/fix_text.h"
#include "policy/cpu_choice.h"
#include "policy/init_interface.h"

namespace holdfast {
namespace {

std::string policy_name(const HostSnapshot& host, std::string_view fallback) {
  return host.settings.hostname.empty() ? std::string(fallback) : host.settings.hostname;
}

std::string sysctl_block(const HostSnapshot& host) {
  std::string text;
  for (const auto& [name, value] : host.settings.sysctls) {
    std::string words;
    for (const auto word : words_of(value)) words += (words.empty() ? "" : " ") + std::string(word);
    if (!words.empty()) text += fmt::format("  {}: {}\n", name, yaml_word(words));
  }
  return text.empty() ? text : "sysctl:\n" + text;
}

std::string command_line_block(const KernelCommandLine& line) {
  std::string text;
  const auto add = [&](const char* name, const std::optional<CpuSet>& cpus) {
    if (cpus && !cpus->empty()) text += fmt::format("  {}: \"{}\"\n", name, cpus->to_list());
  };
  add("isolcpus", line.isolcpus);
  add("nohz_full", line.nohz_full);
  add("rcu_nocbs", line.rcu_nocbs);
  return text.empty() ? text : "kernel-cmdline:\n" + text;
}

std::string host_words(const HostSnapshot& host) {
  return fmt::format("{}, {} CPUs on {} NUMA node{}, Linux {}", policy_name(host, "this host"),
                     host.topology.online.size(),
                     std::max<std::size_t>(host.topology.nodes.size(), 1),
                     host.topology.nodes.size() > 1 ? "s" : "", host.settings.kernel_release);
}

std::string match_line(const HostSnapshot& host) {
  if (host.settings.hostname.empty()) return "";
  return fmt::format("match: {{hostname: {}}}\n", yaml_word(host.settings.hostname));
}

// What follows the general part of a profile: from its first line "interfaces:" on.
std::string_view body_of(std::string_view profile_text) {
  std::string_view rest = profile_text;
  while (!rest.empty()) {
    const std::string_view here = rest;
    const auto line = next_line(rest);
    if (line && line->starts_with("interfaces:")) return here;
  }
  return {};
}

}  // namespace

std::string current_policy(const HostSnapshot& host) {
  std::string text = fmt::format(
      "# {}: the host as it was found.\n"
      "# It plans to nothing here. Change what should be otherwise, then: holdfast plan THIS-FILE\n"
      "apiVersion: holdfast/v1\nname: {}\nversion: 1\n{}",
      host_words(host), yaml_word(policy_name(host, "this-host")), match_line(host));
  std::string interfaces;
  for (const auto* nic : policy_nics(host)) interfaces += interface_block(host, *nic);
  if (interfaces.empty()) {
    text += "# No interface here has an interrupt that could be moved.\n";
  } else {
    text += "interfaces:\n" + interfaces;
  }
  if (const auto& mask = host.settings.default_smp_affinity) {
    if (!mask->empty() && mask->is_subset_of(host.topology.online)) {
      text += fmt::format("default-smp-affinity: \"{}\"\n", mask->to_list());
    }
  }
  text += "irqbalance: {mode: ignore}\n";
  text += sysctl_block(host);
  text += command_line_block(host.settings.command_line);
  text += "reconcile: {mode: observe}\n";
  return text;
}

std::string starting_policy(const HostSnapshot& host, ProfileName profile,
                            std::string_view profile_text) {
  const auto nics = policy_nics(host);
  const auto choice = choose_cpus(host, nics, profile);
  std::string text = fmt::format(
      "# Profile {} for {}.\n# Read it, change what you know better, then: holdfast plan "
      "THIS-FILE\n"
      "apiVersion: holdfast/v1\nname: {}\nversion: 1\n{}",
      name_of(profile), host_words(host),
      yaml_word(fmt::format("{}-{}", policy_name(host, "this-host"), name_of(profile))),
      match_line(host));
  text +=
      "\n# A key that this host's driver or kernel does not have is left out, and the plan says "
      "so.\n"
      "unsupported: skip\n";
  text += "\n# Why these CPUs:\n";
  for (const auto& reason : choice.reasons) text += fmt::format("# - {}\n", reason);
  text += fmt::format("cpus:\n  housekeeping: \"{}\"\n  irq: \"{}\"\n",
                      choice.housekeeping.to_list(), choice.irq.to_list());
  if (!choice.trading.empty()) text += fmt::format("  trading: \"{}\"\n", choice.trading.to_list());
  text += "\n";
  if (nics.empty()) text += "# No interface here has an interrupt that could be moved.\n";
  text += body_of(profile_text);
  return text;
}

}  // namespace holdfast
