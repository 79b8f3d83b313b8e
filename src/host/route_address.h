// The question to rtnetlink which addresses the host's interfaces have.
#pragma once

#include "host/netlink_socket.h"

namespace holdfast {

class RouteAddress {
 public:
  /// RTM_GETADDR, of all interfaces in one dump. A record per address: "ifindex", "family" (2 IPv4,
  /// 10 IPv6), "prefixlen", "address" (text, the local one of a point-to-point link).
  ReadResult<std::vector<Record>> addresses();

 private:
  NetlinkSocket socket_{0};  // NETLINK_ROUTE
};

/// The payload of a RTM_NEWADDR; an empty record when it is cut off.
Record decode_address(Bytes payload);

}  // namespace holdfast
