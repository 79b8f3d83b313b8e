// One receive classification rule of the kernel (struct ethtool_rx_flow_spec) as a Record.
#pragma once

#include <cstdint>

#include "host/record.h"

struct ethtool_rx_flow_spec;

namespace holdfast {

/// The fields of docs/answers.md, "rxclass-rules". `rss_context` counts only where the rule says
/// that it spreads over a context. Pure; any bytes are fine.
Record decode_rx_rule(const ethtool_rx_flow_spec& rule, std::uint32_t rss_context);

}  // namespace holdfast
