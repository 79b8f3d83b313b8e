// The texts of a host that hold names or addresses, with stand-ins for them. Pure functions of
// text; what does not have the expected form is left out rather than let through.
#pragma once

#include <string>
#include <string_view>

#include "host/pseudonyms.h"
#include "host/redaction.h"

namespace holdfast {

/// /proc/net/{tcp,tcp6,udp,udp6}: both addresses; users other than 0 become 1000.
std::string redacted_socket_table(std::string_view text, Pseudonyms& pseudonyms);
/// /proc/net/route: destination and gateway; a destination keeps its zeros behind the mask.
std::string redacted_routes(std::string_view text, Pseudonyms& pseudonyms);
/// Every word of 8 (if `ipv4`) or 32 hexadecimal digits as an address: /proc/net/igmp, igmp6,
/// if_inet6.
std::string redacted_hex_addresses(std::string_view text, bool ipv4, Pseudonyms& pseudonyms);
/// /proc/PID/stat with another name between its brackets.
std::string renamed_stat(std::string_view text, std::string_view name);
/// /proc/PID/status: Name replaced, users and groups other than 0 become 1000, "Groups" empty.
std::string redacted_status(std::string_view text, std::string_view name);
/// /proc/PID/cgroup: components that are neither slices nor of known programs replaced.
std::string redacted_cgroup(std::string_view text, const RedactionRules& rules,
                            Pseudonyms& pseudonyms);
/// A configuration file or script: lines that set nothing holdfast looks after become empty.
std::string redacted_configuration(std::string_view text, Pseudonyms& pseudonyms);
/// A package database (Debian's status file): the paragraphs of known packages.
std::string redacted_packages(std::string_view text, const RedactionRules& rules);

}  // namespace holdfast
