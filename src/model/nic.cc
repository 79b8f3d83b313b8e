#include "model/nic.h"

namespace holdfast {
namespace {

std::uint32_t active(const std::optional<Channels>& channels, Count Channels::* own,
                     std::size_t in_sysfs) {
  if (channels) {
    const std::uint32_t count = channels->combined.value_or(0) + ((*channels).*own).value_or(0);
    if (count > 0) return count;
  }
  return static_cast<std::uint32_t>(in_sysfs);
}

}  // namespace

std::string_view name_of(NicKind kind) {
  switch (kind) {
    case NicKind::physical: return "physical";
    case NicKind::veth: return "veth";
    case NicKind::bond: return "bond";
    case NicKind::vlan: return "vlan";
    case NicKind::bridge: return "bridge";
    case NicKind::team: return "team";
    case NicKind::macvlan: return "macvlan";
    case NicKind::tun: return "tun";
    case NicKind::loopback: return "loopback";
    case NicKind::other: return "other";
  }
  return "other";
}

const Feature* Nic::feature(std::string_view feature_name) const {
  for (const auto& entry : features) {
    if (entry.name == feature_name) return &entry;
  }
  return nullptr;
}

std::uint32_t Nic::active_rx_queues() const {
  return active(channels, &Channels::rx, rx_queues.size());
}

std::uint32_t Nic::active_tx_queues() const {
  return active(channels, &Channels::tx, tx_queues.size());
}

}  // namespace holdfast
