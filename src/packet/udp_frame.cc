#include "packet/udp_frame.h"

#include <algorithm>
#include <cstddef>

#include "packet/ip_packet.h"
#include "packet/network_order.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kUdpBytes = 8;

FrameKind parse_udp(const IpPacket& packet, UdpFrame& out) {
  if (packet.payload.size() < kUdpBytes) return FrameKind::cut;
  const std::size_t length = word_at(packet.payload, 4);
  const std::size_t there = packet.payload.size();
  if (length < kUdpBytes || (length > there && !packet.is_cut)) return FrameKind::cut;
  out.source = packet.source;
  out.destination = packet.destination;
  out.source_port = word_at(packet.payload, 0);
  out.destination_port = word_at(packet.payload, 2);
  out.payload = packet.payload.subspan(kUdpBytes, std::min(length, there) - kUdpBytes);
  return packet.is_cut ? FrameKind::cut : FrameKind::udp;
}

bool says_another_version(const LinkFrame& link) {
  if (link.payload.empty()) return false;
  return link.payload[0] >> 4U != (link.protocol == kEtherTypeIpv4 ? 4 : 6);
}

}  // namespace

FrameKind parse_frame(Bytes frame, UdpFrame& out) {
  return parse_frame(LinkType::ethernet, frame, out);
}

FrameKind parse_frame(LinkType type, Bytes frame, UdpFrame& out) {
  out = UdpFrame();
  const auto link = parse_link(type, frame);
  if (!link) return FrameKind::cut;
  out.vlans = link->vlans;
  out.vlan_count = link->vlan_count;
  if (link->protocol != kEtherTypeIpv4 && link->protocol != kEtherTypeIpv6) return FrameKind::other;
  const auto packet = parse_ip(link->protocol, link->payload);
  if (!packet) return says_another_version(*link) ? FrameKind::other : FrameKind::cut;
  if (packet->is_fragment) return FrameKind::fragment;
  if (packet->protocol != kProtocolUdp) return FrameKind::other;
  return parse_udp(*packet, out);
}

}  // namespace holdfast
