// What a flow rule matches, as the name of a setting: "udp4 dst-ip 239.1.1.100/32 dst-port 4000".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/nic.h"

namespace holdfast {

/// Of a rule of the NIC. Prefix lengths always stand behind addresses; a mask that is no prefix
/// stands there as an address, that of a port in hexadecimal ("src-port 4000/0xff00").
std::string flow_name(const NtupleRule& rule);

/// The rule that matches so, without a target; nullopt when the text is no such name. The prefix
/// length may be left out.
std::optional<NtupleRule> parse_flow_name(std::string_view name);

}  // namespace holdfast
