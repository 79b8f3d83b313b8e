// A UDP packet inside of an ethernet frame. Pure, and nothing about the frame is believed.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "packet/link_layer.h"

namespace holdfast {

/// The spans are parts of the frame.
struct UdpFrame {
  std::span<const std::uint8_t> payload;
  std::span<const std::uint8_t> source, destination;  // 4 or 16 bytes, network order
  std::uint16_t source_port = 0, destination_port = 0;
  std::array<std::uint16_t, 2> vlans = {};  // ids, the outer one first
  std::uint8_t vlan_count = 0;
};

enum class FrameKind {
  udp,
  other,     // neither IPv4 nor IPv6, no UDP, more than two tags, IPv6 with extension headers
  fragment,  // one of several, also the first
  cut        // shorter than its own lengths say, or a length that cannot be
};

/// Ethernet II with 0 to 2 tags (802.1Q, 802.1ad), IPv4 with any options or IPv6, UDP. What stands
/// behind the packet's own length (ethernet's padding) is left out. Checksums are not looked at:
/// between two ends of a veth pair they are not filled in. `out` is whole for udp only; of a frame
/// that is cut behind its UDP header it has the ends, and of the payload what is there.
FrameKind parse_frame(std::span<const std::uint8_t> frame, UdpFrame& out);
/// The same for a frame of a capture, with what its link type has in ethernet's place.
FrameKind parse_frame(LinkType type, std::span<const std::uint8_t> frame, UdpFrame& out);

}  // namespace holdfast
