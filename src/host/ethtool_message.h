// ethtool netlink's news, as its group "monitor" tells them: of which interface, what was set. They
// name no author (KERNEL §21). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/netlink_schema.h"

namespace holdfast {

struct EthtoolMessage {
  std::string_view what;  // "rings", "channels", "features", "coalesce", "rss", …
  std::string interface;
};

/// All of a datagram that are of `family` and name an interface; replies and unknown commands are
/// left out.
std::vector<EthtoolMessage> parse_ethtool_messages(Bytes datagram, std::uint16_t family);

}  // namespace holdfast
