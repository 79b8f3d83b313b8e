#include "packet/udp_frame.h"

#include <cstddef>

#include "packet/ip_packet.h"
#include "packet/link_layer.h"
#include "packet/network_order.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kUdpBytes = 8;

FrameKind parse_udp(Bytes bytes, UdpFrame& out) {
  if (bytes.size() < kUdpBytes) return FrameKind::cut;
  const std::size_t length = word_at(bytes, 4);
  if (length < kUdpBytes || length > bytes.size()) return FrameKind::cut;
  out.source_port = word_at(bytes, 0);
  out.destination_port = word_at(bytes, 2);
  out.payload = bytes.subspan(kUdpBytes, length - kUdpBytes);
  return FrameKind::udp;
}

bool says_another_version(const LinkFrame& link) {
  if (link.payload.empty()) return false;
  return link.payload[0] >> 4U != (link.protocol == kEtherTypeIpv4 ? 4 : 6);
}

}  // namespace

FrameKind parse_frame(Bytes frame, UdpFrame& out) {
  out = UdpFrame();
  const auto link = parse_link(LinkType::ethernet, frame);
  if (!link) return FrameKind::cut;
  out.vlans = link->vlans;
  out.vlan_count = link->vlan_count;
  if (link->protocol != kEtherTypeIpv4 && link->protocol != kEtherTypeIpv6) return FrameKind::other;
  const auto packet = parse_ip(link->protocol, link->payload);
  if (!packet) return says_another_version(*link) ? FrameKind::other : FrameKind::cut;
  if (packet->is_cut) return FrameKind::cut;
  if (packet->is_fragment) return FrameKind::fragment;
  if (packet->protocol != kProtocolUdp) return FrameKind::other;
  out.source = packet->source;
  out.destination = packet->destination;
  return parse_udp(packet->payload, out);
}

}  // namespace holdfast
