#include "net/frame_parser.h"

#include <cstddef>

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86dd, kVlan = 0x8100, kServiceVlan = 0x88a8;
constexpr std::uint8_t kUdp = 17, kIpv6Fragment = 44;
constexpr std::uint16_t kMoreFragmentsOrOffset = 0x3fff;
constexpr std::size_t kEthernetBytes = 14, kTagBytes = 4, kUdpBytes = 8;

std::uint16_t word_at(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

FrameKind parse_udp(Bytes bytes, UdpFrame& out) {
  if (bytes.size() < kUdpBytes) return FrameKind::cut;
  const std::size_t length = word_at(bytes, 4);
  if (length < kUdpBytes || length > bytes.size()) return FrameKind::cut;
  out.source_port = word_at(bytes, 0);
  out.destination_port = word_at(bytes, 2);
  out.payload = bytes.subspan(kUdpBytes, length - kUdpBytes);
  return FrameKind::udp;
}

FrameKind parse_ipv4(Bytes bytes, UdpFrame& out) {
  if (bytes.size() < 20) return FrameKind::cut;
  const std::size_t header = std::size_t{bytes[0] & 15U} * 4;
  const std::size_t total = word_at(bytes, 2);
  if (bytes[0] >> 4 != 4) return FrameKind::other;
  if (header < 20 || total < header || total > bytes.size()) return FrameKind::cut;
  if (bytes[9] != kUdp) return FrameKind::other;
  if ((word_at(bytes, 6) & kMoreFragmentsOrOffset) != 0) return FrameKind::fragment;
  out.source = bytes.subspan(12, 4);
  out.destination = bytes.subspan(16, 4);
  return parse_udp(bytes.subspan(header, total - header), out);
}

FrameKind parse_ipv6(Bytes bytes, UdpFrame& out) {
  constexpr std::size_t kHeader = 40;
  if (bytes.size() < kHeader) return FrameKind::cut;
  if (bytes[0] >> 4 != 6) return FrameKind::other;
  const std::size_t length = word_at(bytes, 4);
  if (length > bytes.size() - kHeader) return FrameKind::cut;
  if (bytes[6] == kIpv6Fragment) return FrameKind::fragment;
  if (bytes[6] != kUdp) return FrameKind::other;
  out.source = bytes.subspan(8, 16);
  out.destination = bytes.subspan(24, 16);
  return parse_udp(bytes.subspan(kHeader, length), out);
}

}  // namespace

FrameKind parse_frame(Bytes frame, UdpFrame& out) {
  out = UdpFrame();
  if (frame.size() < kEthernetBytes) return FrameKind::cut;
  std::uint16_t protocol = word_at(frame, 12);
  std::size_t at = kEthernetBytes;
  while ((protocol == kVlan || protocol == kServiceVlan) && out.vlan_count < out.vlans.size()) {
    if (frame.size() - at < kTagBytes) return FrameKind::cut;
    out.vlans[out.vlan_count++] = word_at(frame, at) & 0x0fff;
    protocol = word_at(frame, at + 2);
    at += kTagBytes;
  }
  const Bytes rest = frame.subspan(at);
  if (protocol == kIpv4) return parse_ipv4(rest, out);
  if (protocol == kIpv6) return parse_ipv6(rest, out);
  return FrameKind::other;
}

}  // namespace holdfast
