#include <fmt/format.h>

#include <algorithm>

#include "plan/device_checks.h"
#include "plan/fix_text.h"

namespace holdfast {
namespace {

std::string config_path(const Nic& nic) {
  return fmt::format("/sys/bus/pci/devices/{}/config", nic.pci_address);
}

std::string rebind_commands(const Nic& nic) {
  const auto driver = fmt::format("/sys/bus/pci/drivers/{}/", nic.driver);
  return write_command(nic.pci_address, driver + "unbind") + "\n" +
         write_command(nic.pci_address, driver + "bind");
}

bool is_multi_queue(const Nic& nic) {
  return nic.channels && std::max({nic.channels->combined_max.value_or(0),
                                   nic.channels->rx_max.value_or(0), nic.active_rx_queues()}) > 1;
}

Fix equal_table(const Nic& nic, std::uint32_t context) {
  const auto queues = nic.active_rx_queues();
  if (context != 0) {
    return {.shell = fmt::format("ethtool -X {} context {} equal {}", shell_word(nic.name), context,
                                 queues)};
  }
  return {.policy = interface_policy(nic.name,
                                     fmt::format("rss: {{indirection: {{equal: {}}}}}", queues)),
          .shell = fmt::format("ethtool -X {} equal {}", shell_word(nic.name), queues)};
}

std::string channels_evidence(const Nic& nic) {
  return fmt::format("{} receive queues", nic.active_rx_queues());
}

}  // namespace

void check_msix_off(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    if (!nic->msix || nic->msix->enabled || nic->msix->table_size < 2) continue;
    std::vector<Evidence> evidence{
        {config_path(*nic), fmt::format("MSI-X: Enable-, table of {}", nic->msix->table_size)}};
    Fix fix{.shell = rebind_commands(*nic)};
    if (input.host.settings.command_line.text.find("pci=nomsi") != std::string::npos) {
      evidence.push_back({"/proc/cmdline", "pci=nomsi"});
      fix.shell = "sed -i 's/ *pci=nomsi//' /etc/default/grub && update-grub  # then reboot";
    }
    auto& finding = add_finding(
        findings, rule, nic->name,
        fmt::format("{} offers {} MSI-X vectors and uses none", nic->name, nic->msix->table_size),
        std::move(evidence), std::move(fix));
    if (!is_multi_queue(*nic)) finding.severity = Severity::advice;
  }
}

void check_msix_masked(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    if (!nic->msix || !nic->msix->enabled || !nic->msix->masked) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("all {} MSI-X vectors of {} are masked in the device", nic->msix->table_size,
                    nic->name),
        {{config_path(*nic), "MSI-X: Enable+ Masked+"}},
        // Message Control, bit 14: the function mask (PCI Local Bus Specification 3.0, 6.8.2.3).
        {.shell = fmt::format("setpci -s {} CAP_MSIX+2.W=0000:4000", nic->pci_address)});
  }
}

void check_vectors_fewer_than_queues(const AuditInput& input, const Rule& rule,
                                     Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    std::uint32_t receiving = 0;
    bool all_known = true;
    for (const auto& vector : input.host.vectors) {
      if (vector.nic != nic->name) continue;
      all_known = all_known && vector.role != VectorRole::unknown;
      if (vector.role == VectorRole::rx || vector.role == VectorRole::combined) ++receiving;
    }
    const auto queues = nic->active_rx_queues();
    if (!nic->channels || !all_known || receiving == 0 || receiving >= queues) continue;
    const bool combined = nic->channels->combined.value_or(0) > 0;
    const std::string_view kind = combined ? "combined" : "rx";
    std::vector<Evidence> evidence{
        {"/proc/interrupts", fmt::format("{} receive vectors of {}", receiving, nic->name)},
        {fmt::format("ethtool -l {}", shell_word(nic->name)), channels_evidence(*nic)}};
    if (nic->msix) {
      evidence.push_back(
          {config_path(*nic), fmt::format("MSI-X table of {}", nic->msix->table_size)});
    }
    add_finding(
        findings, rule, nic->name,
        fmt::format("{} has {} receive queues and {} vectors for them", nic->name, queues,
                    receiving),
        std::move(evidence),
        {.policy =
             interface_policy(nic->name, fmt::format("channels: {{{}: {}}}", kind, receiving)),
         .shell = fmt::format("ethtool -L {} {} {}", shell_word(nic->name), kind, receiving)});
  }
}

void check_ntuple_missing_queue(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto queues = nic->active_rx_queues();
    for (const auto& steering : nic->ntuple) {
      if (!steering.queue || steering.rss_context || queues == 0) continue;
      if (steering.queue->value < queues) continue;
      add_finding(
          findings, rule, fmt::format("{} ntuple rule {}", nic->name, steering.location),
          fmt::format("ntuple rule {} of {} names queue {}, but there are only {} (0 to {})",
                      steering.location, nic->name, steering.queue->value, queues, queues - 1),
          {{fmt::format("ethtool -n {}", shell_word(nic->name)),
            fmt::format("Filter: {}, queue {}", steering.location, steering.queue->value)},
           {fmt::format("ethtool -l {}", shell_word(nic->name)), channels_evidence(*nic)}},
          {.shell =
               fmt::format("ethtool -N {} delete {}", shell_word(nic->name), steering.location)});
    }
  }
}

void check_table_missing_queue(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto queues = nic->active_rx_queues();
    if (queues == 0) continue;
    for (const auto& context : nic->rss) {
      CpuSet missing;  // the list notation serves queues as well
      std::size_t buckets = 0;
      for (const auto queue : context.indirection) {
        if (queue < queues) continue;
        ++buckets;
        if (queue < CpuSet::kMaxCpus) missing.add(CpuId{queue});
      }
      if (buckets == 0) continue;
      const auto name = context.id == 0 ? std::string{} : fmt::format(" (context {})", context.id);
      add_finding(
          findings, rule, nic->name,
          fmt::format("{} of the {} buckets of the RSS table of {}{} name queues that do not "
                      "exist ({}); there are {}",
                      buckets, context.indirection.size(), nic->name, name, missing.to_list(),
                      queues),
          {{fmt::format("ethtool -x {}{}", shell_word(nic->name),
                        context.id == 0 ? "" : fmt::format(" context {}", context.id)),
            fmt::format("{} buckets for queues {}", buckets, missing.to_list())},
           {fmt::format("ethtool -l {}", shell_word(nic->name)), channels_evidence(*nic)}},
          equal_table(*nic, context.id));
    }
  }
}

void check_debug_options(const AuditInput& input, const Rule& rule, Findings& findings) {
  const auto& options = input.host.settings.debug_options;
  if (options.empty() || audited_nics(input.host).empty()) return;
  auto& finding = add_finding(
      findings, rule, "host",
      fmt::format("the kernel {} is built with {}", input.host.settings.kernel_release,
                  joined(options, ", ")),
      {{fmt::format("/boot/config-{}", input.host.settings.kernel_release), joined(options, ", ")}},
      {.shell = "apt-get install linux-image-amd64  # a kernel without them, then reboot"});
  if (input.profile.low_latency) finding.severity = Severity::critical;
}

}  // namespace holdfast
