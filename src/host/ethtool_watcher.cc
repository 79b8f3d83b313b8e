#include "host/ethtool_watcher.h"

#include <linux/ethtool_netlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/socket.h>

#include <algorithm>
#include <memory>

#include "host/ethtool_message.h"
#include "host/netlink_socket.h"

namespace holdfast {
namespace {

constexpr std::string_view kMissed = "what ethtool sets is seen by the sweep only";

std::uint32_t find_group(std::uint16_t& family) {
  const std::unique_ptr<nl_sock, NetlinkRelease> socket(nl_socket_alloc());
  if (!socket || genl_connect(socket.get()) < 0) return 0;
  const int number = genl_ctrl_resolve(socket.get(), ETHTOOL_GENL_NAME);
  const int group =
      genl_ctrl_resolve_grp(socket.get(), ETHTOOL_GENL_NAME, ETHTOOL_MCGRP_MONITOR_NAME);
  if (number <= 0 || group <= 0) return 0;
  family = static_cast<std::uint16_t>(number);
  return static_cast<std::uint32_t>(group);
}

}  // namespace

EthtoolWatcher::EthtoolWatcher()
    : socket_({.watcher = "ethtool",
               .protocol = NETLINK_GENERIC,
               .group = find_group(family_),
               .missed = kMissed}) {
  if (family_ == 0) {
    socket_.refuse(
        "this kernel has no ethtool netlink (Linux 5.6): what ethtool sets is seen by "
        "the sweep only");
  }
}

bool EthtoolWatcher::read(Instant now, std::size_t limit, std::vector<Sighting>& out) {
  bool lost = false;
  const std::size_t before = out.size();
  const bool more = socket_.receive(now, limit, lost, [&](Bytes datagram) {
    for (const auto& message : parse_ethtool_messages(datagram, family_)) {
      out.push_back({.kind = SightingKind::ethtool_notified,
                     .what = message.interface,
                     .detail = std::string(message.what),
                     .at = now});
    }
    return out.size() - before < limit;
  });
  if (lost) out.push_back({.kind = SightingKind::overflow, .what = std::string(name()), .at = now});
  events_ += out.size() - before;
  return more;
}

}  // namespace holdfast
