#include <fmt/format.h>

#include "base/printable.h"
#include "cli/show_views.h"

namespace holdfast {
namespace {

std::string pair_text(const Count& now, const Count& most) {
  if (!now) return "-";
  return most ? fmt::format("{}/{}", *now, *most) : fmt::to_string(*now);
}

std::string channels_text(const Nic& nic) {
  if (!nic.channels)
    return nic.rx_queues.empty() ? "-" : fmt::format("{} rx", nic.rx_queues.size());
  const auto& c = *nic.channels;
  if (c.combined.value_or(0) > 0 || !c.rx) return pair_text(c.combined, c.combined_max);
  return fmt::format("{}+{}", pair_text(c.rx, c.rx_max), pair_text(c.tx, c.tx_max));
}

std::string coalesce_text(const Nic& nic) {
  if (!nic.coalesce) return "-";
  const auto& c = *nic.coalesce;
  if (c.adaptive_rx.value_or(false)) return "adaptive";
  if (!c.rx_usecs) return c.rx_frames ? fmt::format("{} frames", *c.rx_frames) : "-";
  return fmt::format("{} µs", *c.rx_usecs);
}

std::string offloads_text(const Nic& nic) {
  constexpr std::pair<const char*, const char*> kOffloads[] = {{"rx-gro", "gro"},
                                                               {"rx-lro", "lro"},
                                                               {"rx-gro-hw", "gro-hw"},
                                                               {"tx-tcp-segmentation", "tso"},
                                                               {"tx-generic-segmentation", "gso"}};
  if (nic.features.empty()) return "-";
  std::string text;
  for (const auto& [feature, name] : kOffloads) {
    const Feature* found = nic.feature(feature);
    if (found != nullptr && found->active)
      text += fmt::format("{}{}", text.empty() ? "" : " ", name);
  }
  return text.empty() ? "none" : text;
}

std::string rss_text(const Nic& nic) {
  if (nic.rss.empty() || nic.rss.front().indirection.empty()) return "-";
  const auto& context = nic.rss.front();
  std::size_t queues = 0;
  std::vector<bool> seen;
  for (const auto queue : context.indirection) {
    if (queue >= CpuSet::kMaxCpus) continue;
    if (queue >= seen.size()) seen.resize(queue + 1);
    if (!seen[queue]) ++queues;
    seen[queue] = true;
  }
  return fmt::format("{} of {} queues", queues, nic.active_rx_queues());
}

std::string link_text(const Nic& nic) {
  if (!nic.admin_up) return "down";
  if (nic.carrier && !*nic.carrier) return "no carrier";
  if (nic.speed_mbps && *nic.speed_mbps > 0) return fmt::format("up {} Mb/s", *nic.speed_mbps);
  return "up";
}

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string show_nics(const ShowContext& context) {
  Table table({{"nic", false, false},
               {"driver", false, false},
               {"pci", false, false},
               {"node", true, false},
               {"link", false, false},
               {"queues", true, false},
               {"rx ring", true, false},
               {"tx ring", true, false},
               {"rx coalesce", true, false},
               {"rss", false, false},
               {"offloads", false, true},
               {"members", false, true}});
  for (const auto& nic : context.host().nics) {
    if (!context.shows(nic)) continue;
    table.add({{nic.name, Style::bold},
               {nic.driver.empty() ? std::string(name_of(nic.kind)) : nic.driver},
               {nic.pci_address.empty() ? "-" : nic.pci_address},
               {nic.node ? fmt::to_string(nic.node->value) : "-"},
               {link_text(nic), nic.admin_up ? Style::plain : Style::dim},
               {channels_text(nic)},
               {nic.rings ? pair_text(nic.rings->rx, nic.rings->rx_max) : "-"},
               {nic.rings ? pair_text(nic.rings->tx, nic.rings->tx_max) : "-"},
               {coalesce_text(nic)},
               {rss_text(nic)},
               {offloads_text(nic)},
               {joined(nic.members)}});
  }
  std::string text = table.empty() ? "No network interface to show; --all shows virtual ones too.\n"
                                   : table.to_text(context.screen);
  for (const auto& device : context.host().bypassed) {
    text += printable(fmt::format("{} ({}) bypasses the kernel: bound to {}", device.pci_address,
                                  device.vendor_device, device.driver)) +
            '\n';
  }
  return text;
}

}  // namespace holdfast
