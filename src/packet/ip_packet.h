// The header of an IPv4 or IPv6 packet. Pure, and nothing about the bytes is believed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace holdfast {

/// The spans are parts of the packet.
struct IpPacket {
  std::span<const std::uint8_t> source, destination;  // 4 or 16 bytes, network order
  std::uint8_t protocol = 0;                          // 6 TCP, 17 UDP
  bool is_fragment = false;                           // one of several, also the first
  bool is_cut = false;                                // fewer bytes are there than its length says
  std::span<const std::uint8_t> payload;              // behind the header, as far as it is there
};

inline constexpr std::uint8_t kProtocolTcp = 6, kProtocolUdp = 17;

/// `ether_type`: of IPv4 or IPv6. IPv4 with any options; of IPv6 extension headers the one for
/// fragments is understood, any other is the `protocol`. What stands behind the packet's own length
/// (ethernet's padding) is left out. nullopt: another protocol, a header that is not whole, a
/// length that cannot be.
std::optional<IpPacket> parse_ip(std::uint16_t ether_type, std::span<const std::uint8_t> packet);

}  // namespace holdfast
