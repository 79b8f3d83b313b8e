// What a veth pair asks of rtnetlink, each a request and its answer. The socket's namespace counts.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "host/netlink_socket.h"

namespace holdfast {

using MacAddress = std::array<std::uint8_t, 6>;

struct VethPair {
  std::string name, peer;
  MacAddress mac{}, peer_mac{};
  std::uint32_t queues = 1;  // of each end, rx and tx
  int peer_namespace = -1;   // where the peer is put: a descriptor of /proc/PID/ns/net
};

/// Refusals are one sentence with what was asked and the kernel's words.
Result<void> make_veth_pair(NetlinkSocket& socket, const VethPair& pair);
Result<void> set_link_up(NetlinkSocket& socket, const std::string& interface);
/// `address`: 4 bytes, network order.
Result<void> add_address(NetlinkSocket& socket, const std::string& interface,
                         const std::array<std::uint8_t, 4>& address, std::uint8_t prefix_bits);
/// For good: it is never asked for by ARP.
Result<void> add_neighbour(NetlinkSocket& socket, const std::string& interface,
                           const std::array<std::uint8_t, 4>& address, const MacAddress& mac);

}  // namespace holdfast
