// Questions to the kernel's ethtool netlink family (since 5.6; Documentation/networking/
// ethtool-netlink.rst): channels, rings, coalescing, features, RSS, timestamping.
#pragma once

#include <string>
#include <string_view>

#include "host/netlink_socket.h"

namespace holdfast {

class EthtoolNetlink {
 public:
  /// `socket`: of NETLINK_GENERIC; outlives this.
  explicit EthtoolNetlink(NetlinkSocket& socket) : socket_(socket) {}

  /// "channels-get" and the others of docs/answers.md; operation_not_supported for any other.
  ReadResult<std::vector<Record>> ask(std::string_view command, const std::string& interface);

 private:
  ReadResult<std::vector<Record>> ask_rss(std::uint16_t family, const std::string& interface);

  NetlinkSocket& socket_;
  GenericFamily family_{"ethtool"};
};

/// One record per feature out of the reply's bit sets.
std::vector<Record> features_from_bitsets(const Record& reply);

}  // namespace holdfast
