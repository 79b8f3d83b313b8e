// The text of /proc/net/{tcp,tcp6,udp,udp6}: which sockets are connected or bound to a group.
// Kernel sources: net/ipv4/tcp_ipv4.c (tcp4_seq_show), net/ipv4/udp.c, net/ipv6/tcp_ipv6.c.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/flow.h"

namespace holdfast {

/// More lines than this are not looked at.
constexpr std::size_t kMaxSocketLines = 1'000'000;

/// Appends the flows of one table: established TCP, connected UDP, and UDP receivers that are bound
/// to a multicast group (remote: port 0 and an address of zeros). Those over loopback are left out.
/// IPv4 in IPv6 (::ffff:a.b.c.d) becomes IPv4. `path` names the table in diagnostics: one for the
/// first line that cannot be read, with how many more there were.
void parse_socket_table(std::string_view text, Transport transport, std::string_view path,
                        std::vector<Flow>& flows, Diagnostics& diagnostics);

/// Bytes of an address as the kernel's tables print it: 8 or 32 hexadecimal digits, each 8 of them
/// one 32-bit word in the byte order of a little-endian host. Empty when it is something else.
std::vector<std::uint8_t> parse_word_address(std::string_view hex);

bool is_multicast(const std::vector<std::uint8_t>& address);
bool is_loopback(const std::vector<std::uint8_t>& address);

}  // namespace holdfast
