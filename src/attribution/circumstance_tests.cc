#include "attribution/circumstance_tests.h"

#include <fmt/format.h>

#include "base/cpu_set.h"
#include "base/text.h"

namespace holdfast {
namespace {

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_ethtool(const Change& change, const Sighting& sighting, std::string_view what) {
  return sighting.kind == SightingKind::ethtool_notified && sighting.what == change.object.nic &&
         sighting.detail == what;
}

/// The name under which ethtool's "monitor" group tells of such a setting; empty: it does not.
std::string_view ethtool_name_of(SettingKind kind) {
  switch (kind) {
    case SettingKind::rings: return "rings";
    case SettingKind::feature: return "features";
    case SettingKind::coalesce: return "coalesce";
    case SettingKind::rss_key:
    case SettingKind::rss_table:
    case SettingKind::rss_hash_fields: return "rss";
    default: return "";
  }
}

bool names_cpu(std::string_view cpus, std::string_view cpu) {
  const auto set = CpuSet::parse_list(cpus);
  const auto number = parse_number<std::uint32_t>(cpu);
  return set && number && set->contains(CpuId{*number});
}

bool is_virtio_device(std::string_view name) {
  return name.starts_with("virtio") && parse_number<std::uint32_t>(name.substr(6));
}

}  // namespace

bool is_of_nic(const Change& change) { return !change.object.nic.empty(); }

bool is_of_nic_queues(const Change& change) {
  if (!is_of_nic(change)) return false;
  switch (change.object.kind) {
    case SettingKind::channels:
    case SettingKind::vector:
    case SettingKind::xps:
    case SettingKind::rps:
    case SettingKind::rps_flow_count:
    case SettingKind::rss_table:
    case SettingKind::flow_rule: return true;
    default: return false;
  }
}

// KERNEL: a ring resize destroys affinity where the driver makes its queues anew.
bool is_reset_by_rings(const Change& change) {
  return is_of_nic(change) && change.object.kind == SettingKind::vector;
}

bool is_of_cpus(const Change& change) {
  switch (change.object.kind) {
    case SettingKind::vector:
    case SettingKind::device_irq:
    case SettingKind::xps:
    case SettingKind::rps:
    case SettingKind::thread_affinity: return true;
    default: return false;
  }
}

bool is_set_by_ethtool(const Change& change) {
  return is_of_nic(change) && !ethtool_name_of(change.object.kind).empty();
}

bool is_of_irqbalance(const Change& change) {
  return change.object.kind == SettingKind::irqbalance_ban ||
         change.object.kind == SettingKind::irqbalance_service;
}

bool is_thread_affinity(const Change& change) {
  return change.object.kind == SettingKind::thread_affinity;
}

bool is_device_made_anew(const Change& change, const Sighting& sighting) {
  const bool made_anew = sighting.detail == "bind" || sighting.detail == "unbind" ||
                         sighting.detail == "add" || sighting.detail == "remove" ||
                         sighting.detail == "added" || sighting.detail == "removed";
  if (!made_anew) return false;
  if (sighting.kind == SightingKind::link_changed) return sighting.what == change.object.nic;
  if (sighting.kind != SightingKind::device_changed) return false;
  const auto last = last_part(sighting.what);
  if (std::string_view(sighting.what).ends_with(fmt::format("/net/{}", change.object.nic))) {
    return true;
  }
  if (change.object.device.empty()) return false;
  if (last == change.object.device) return true;
  return is_virtio_device(last) && std::string_view(sighting.what)
                                       .substr(0, sighting.what.size() - last.size() - 1)
                                       .ends_with("/" + change.object.device);
}

bool is_channels_told(const Change& change, const Sighting& sighting) {
  return is_ethtool(change, sighting, "channels");
}

bool is_rings_told(const Change& change, const Sighting& sighting) {
  return is_ethtool(change, sighting, "rings");
}

bool is_its_cpu(const Change& change, const Sighting& sighting) {
  if (sighting.kind != SightingKind::cpu_changed) return false;
  if (sighting.detail == "offline") return names_cpu(change.from, sighting.what);
  return sighting.detail == "online" && names_cpu(change.to, sighting.what);
}

bool is_link_told(const Change& change, const Sighting& sighting) {
  return sighting.kind == SightingKind::link_changed && sighting.what == change.object.nic &&
         (sighting.detail == "up" || sighting.detail == "down");
}

bool is_its_ethtool(const Change& change, const Sighting& sighting) {
  return is_ethtool(change, sighting, ethtool_name_of(change.object.kind));
}

bool is_irqbalance_told(const Change&, const Sighting& sighting) {
  return sighting.kind == SightingKind::irqbalance_started ||
         sighting.kind == SightingKind::irqbalance_stopped;
}

std::string tell_device(const Change& change, const Sighting& sighting) {
  return fmt::format("{}: {} of {} was seen", change.object.nic, sighting.detail, sighting.what);
}

std::string tell_channels(const Change& change, const Sighting&) {
  return fmt::format("the kernel told that the channels of {} were set", change.object.nic);
}

std::string tell_rings(const Change& change, const Sighting&) {
  return fmt::format("the kernel told that the rings of {} were set, which makes its queues anew",
                     change.object.nic);
}

std::string tell_cpu(const Change&, const Sighting& sighting) {
  return fmt::format("CPU {} went {}", sighting.what, sighting.detail);
}

std::string tell_link(const Change& change, const Sighting& sighting) {
  return fmt::format("{} went {}", change.object.nic, sighting.detail);
}

std::string tell_ethtool(const Change& change, const Sighting& sighting) {
  return fmt::format("the kernel told that {} of {} were set; it does not tell by whom",
                     sighting.detail, change.object.nic);
}

std::string tell_irqbalance(const Change&, const Sighting& sighting) {
  const bool started = sighting.kind == SightingKind::irqbalance_started;
  return fmt::format("irqbalance {}{}", started ? "started" : "stopped",
                     sighting.what.empty() ? "" : fmt::format(" (pid {})", sighting.what));
}

bool is_device_file(const Sighting& caused_by, const Sighting& written) {
  const auto name = last_part(written.what);
  if (written.what.starts_with("/sys/bus/pci/")) {
    // The file says which driver, not which device: only the same deed counts.
    return name == caused_by.detail || (name == "rescan" && caused_by.detail == "add");
  }
  // Of a device itself: "/sys" and the uevent's path, or one above it.
  if (name != "reset" && name != "remove" && name != "sriov_numvfs") return false;
  const auto folder = std::string_view(written.what).substr(0, written.what.rfind('/'));
  return folder.starts_with("/sys/devices/") &&
         ("/sys" + caused_by.what + "/").starts_with(std::string(folder) + "/");
}

bool is_cpu_file(const Sighting& caused_by, const Sighting& written) {
  return written.what == fmt::format("/sys/devices/system/cpu/cpu{}/online", caused_by.what);
}

}  // namespace holdfast
