// Questions to rtnetlink: one interface (master, kind, XDP program, queues, qdisc), its qdiscs.
#pragma once

#include <string>
#include <string_view>

#include "host/netlink_socket.h"

namespace holdfast {

class RouteNetlink {
 public:
  /// RTM_GETLINK. One record.
  ReadResult<std::vector<Record>> link(const std::string& interface);
  /// RTM_GETQDISC. One record per queueing discipline of the interface.
  ReadResult<std::vector<Record>> qdiscs(std::uint32_t ifindex);

 private:
  NetlinkSocket socket_{0};  // NETLINK_ROUTE
};

/// The payload of a RTM_NEWLINK or RTM_NEWQDISC; an empty record when it is cut off.
Record decode_link(Bytes payload);
/// Also sets "ifindex".
Record decode_qdisc(Bytes payload);

}  // namespace holdfast
