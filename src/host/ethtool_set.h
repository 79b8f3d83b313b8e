// Changing channels, rings, coalescing and features by ethtool netlink (since 5.6 to 5.9).
#pragma once

#include "base/result.h"
#include "host/netlink_socket.h"
#include "model/setting.h"

namespace holdfast {

class EthtoolSet {
 public:
  /// `socket`: of NETLINK_GENERIC; outlives this.
  explicit EthtoolSet(NetlinkSocket& socket) : socket_(socket) {}

  /// Is `kind` set by this?
  static bool sets(SettingKind kind);

  /// Sends the keys that the value names, and no other. A feature that the kernel takes and does
  /// not change is an error, too: its reply tells.
  Result<void> write(const Setting& wanted);

 private:
  Result<void> write_keys(const Setting& wanted, std::uint16_t family);
  Result<void> write_feature(const Setting& wanted, std::uint16_t family);
  tl::unexpected<Error> told_by_kernel(const Setting& wanted, std::errc error) const;

  NetlinkSocket& socket_;
  GenericFamily family_{"ethtool"};
};

/// The names of the features that a reply to features-set says were not set as asked. Pure.
std::vector<std::string> refused_features(Bytes attributes);

}  // namespace holdfast
