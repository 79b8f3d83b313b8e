// Questions to the kernel's netdev netlink family (dev-get since 6.3, queue-get and napi-get since
// 6.8): which NAPI serves which queue, which interrupt serves which NAPI, XDP features.
#pragma once

#include <string_view>

#include "host/netlink_socket.h"

namespace holdfast {

class NetdevNetlink {
 public:
  /// `socket`: of NETLINK_GENERIC; outlives this.
  explicit NetdevNetlink(NetlinkSocket& socket) : socket_(socket) {}

  /// "queue-get", "napi-get" or "dev-get"; operation_not_supported for any other.
  ReadResult<std::vector<Record>> ask(std::string_view command, std::uint32_t ifindex);

 private:
  NetlinkSocket& socket_;
  GenericFamily family_{"netdev"};
};

/// The tables, by the question's command; empty for an unknown one.
Schema netdev_schema(std::string_view command);

}  // namespace holdfast
