// How many TCP connections there are, from files that cost nothing: reading /proc/net/tcp walks the
// kernel's whole table of connections (524,288 buckets on a large host), empty or not.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

/// CurrEstab of /proc/net/snmp: connections of IPv4 and IPv6 together in ESTABLISHED or CLOSE_WAIT.
std::optional<std::uint64_t> parse_established(std::string_view snmp);

/// "TCP6: inuse N" of /proc/net/sockstat6: IPv6 sockets, listening ones among them.
std::optional<std::uint64_t> parse_tcp6_in_use(std::string_view sockstat6);

}  // namespace holdfast
