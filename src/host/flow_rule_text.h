// A flow rule's texts (model/setting.h, flow_rule) as the kernel's structure. Pure; any text is
// fine.
#pragma once

#include <linux/ethtool.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace holdfast {

/// "udp4 dst-ip 239.1.1.100/32 dst-port 4000 vlan 7" (a port may have a mask, 4096/0xf000) with the
/// rest of the structure zero. usage, and which word is wrong.
Result<ethtool_rx_flow_spec> parse_flow_match(std::string_view text);

/// "queue 2", "queue 2 location 12", "drop", "drop location 3"; "" for no rule.
struct FlowAction {
  bool exists = false;
  std::uint64_t cookie = 0;  // queue, or RX_CLS_FLOW_DISC
  std::optional<std::uint32_t> location;
};
Result<FlowAction> parse_flow_action(std::string_view text);

/// Do both match the same packets, by what they compare of them?
bool same_match(const ethtool_rx_flow_spec& one, const ethtool_rx_flow_spec& other);

}  // namespace holdfast
