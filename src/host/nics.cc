#include "host/nics.h"

#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_arp.h>

#include <algorithm>

#include "host/nic_device.h"
#include "host/nic_queues.h"
#include "host/sysfs.h"

namespace holdfast {
namespace {

constexpr std::string_view kClass = "/sys/class/net";

/// What neither a folder nor DEVTYPE tells: veth, macvlan and team set no DEVTYPE. A veth's iflink
/// is its peer, which has no lower_ link; a macvlan's is the device below; a team's is itself.
NicKind kind_without_type(SysfsReader& sysfs, const std::string& path, const Nic& nic) {
  const auto type = sysfs.number<std::uint32_t>(path + "/type");
  if (type == ARPHRD_LOOPBACK) return NicKind::loopback;
  if (type != ARPHRD_ETHER) return NicKind::other;
  const auto iflink = sysfs.number<std::uint32_t>(path + "/iflink");
  const bool linked = iflink && *iflink != nic.index;
  if (nic.members.empty()) return linked ? NicKind::veth : NicKind::other;
  return linked ? NicKind::macvlan : NicKind::team;
}

NicKind read_kind(SysfsReader& sysfs, const std::string& path, const Nic& nic,
                  const std::vector<FolderEntry>& entries, std::string_view device_type) {
  if (has_entry(entries, "device")) return NicKind::physical;
  if (has_entry(entries, "bonding") || device_type == "bond") return NicKind::bond;
  if (has_entry(entries, "bridge") || device_type == "bridge") return NicKind::bridge;
  if (has_entry(entries, "tun_flags")) return NicKind::tun;
  if (device_type == "vlan") return NicKind::vlan;
  if (device_type == "macvlan" || device_type == "macvtap") return NicKind::macvlan;
  if (device_type == "team") return NicKind::team;
  if (!device_type.empty()) return NicKind::other;
  return kind_without_type(sysfs, path, nic);
}

void read_link_state(SysfsReader& sysfs, const std::string& path, Nic& nic) {
  const auto flags = sysfs.number<std::uint32_t>(path + "/flags", 16);
  nic.admin_up = flags && (*flags & IFF_UP) != 0;
  nic.mtu = sysfs.number<std::uint32_t>(path + "/mtu").value_or(0);
  nic.address = sysfs.text(path + "/address").value_or("");
  nic.operstate = sysfs.text(path + "/operstate").value_or("");
  if (!nic.admin_up) return;  // the kernel refuses carrier and speed of an interface that is down
  const auto carrier = sysfs.number<std::uint32_t>(path + "/carrier");
  if (carrier) nic.carrier = *carrier != 0;
  if (nic.kind != NicKind::physical && nic.kind != NicKind::bond) return;
  // SPEED_UNKNOWN is -1; older kernels print it as 4294967295, 16-bit drivers as 65535.
  const auto speed = sysfs.number<std::int64_t>(path + "/speed");
  if (speed && *speed >= 0 && *speed != UINT32_MAX && *speed != UINT16_MAX) nic.speed_mbps = speed;
}

void read_napi_settings(SysfsReader& sysfs, const std::string& path, Nic& nic) {
  const auto threaded = sysfs.number<std::uint32_t>(path + "/threaded");
  if (threaded) nic.threaded_napi = *threaded != 0;
  nic.napi_defer_hard_irqs = sysfs.number<std::uint32_t>(path + "/napi_defer_hard_irqs");
  nic.gro_flush_timeout_ns = sysfs.number<std::uint64_t>(path + "/gro_flush_timeout");
}

Nic read_nic(SysfsReader& sysfs, const std::string& name, bool queue_masks) {
  const std::string path = fmt::format("{}/{}", kClass, name);
  Nic nic{.name = name};
  const auto entries = sysfs.list(path);
  for (const auto& entry : entries) {
    if (entry.name.starts_with("lower_")) nic.members.push_back(entry.name.substr(6));
  }
  if (has_entry(entries, "master"))
    nic.master = link_name(sysfs.source().read_link(path + "/master"));
  const std::string uevent(sysfs.text(path + "/uevent").value_or(""));
  if (const auto index = parse_number<std::uint32_t>(uevent_value(uevent, "IFINDEX"))) {
    nic.index = *index;
  } else {
    nic.index = sysfs.number<std::uint32_t>(path + "/ifindex").value_or(0);
  }
  nic.kind = read_kind(sysfs, path, nic, entries, uevent_value(uevent, "DEVTYPE"));
  read_link_state(sysfs, path, nic);
  if (nic.kind == NicKind::physical) read_nic_device(sysfs, path, nic);
  if (nic.kind == NicKind::physical || nic.kind == NicKind::veth) {
    read_nic_queues(sysfs, path, queue_masks, nic);
    read_napi_settings(sysfs, path, nic);
  }
  return nic;
}

/// Interfaces that Onload's resource driver holds and that are not switched off in it:
/// /proc/driver/sfc_resource/NAME/enable (Onload, src/driver/linux_resource).
void mark_onload(SysfsReader& sysfs, std::vector<Nic>& nics) {
  for (const auto& entry : sysfs.list("/proc/driver/sfc_resource")) {
    const auto nic = std::find_if(nics.begin(), nics.end(),
                                  [&](const Nic& each) { return each.name == entry.name; });
    if (nic == nics.end()) continue;
    const auto enable = sysfs.text(fmt::format("/proc/driver/sfc_resource/{}/enable", entry.name));
    nic->onload = !enable || *enable != "0";
  }
}

}  // namespace

std::vector<Nic> read_nics(HostSource& source, Diagnostics& diagnostics, bool queue_masks) {
  SysfsReader sysfs(source, diagnostics);
  std::vector<Nic> nics;
  for (const auto& entry : sysfs.list(kClass)) {
    if (entry.kind == EntryKind::file) continue;  // bonding_masters
    nics.push_back(read_nic(sysfs, entry.name, queue_masks));
  }
  std::sort(nics.begin(), nics.end(), [](const Nic& a, const Nic& b) {
    return a.index != b.index ? a.index < b.index : a.name < b.name;
  });
  mark_onload(sysfs, nics);
  return nics;
}

}  // namespace holdfast
