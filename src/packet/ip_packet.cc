#include "packet/ip_packet.h"

#include <algorithm>

#include "packet/link_layer.h"
#include "packet/network_order.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint16_t kMoreFragmentsOrOffset = 0x3fff;
constexpr std::uint8_t kIpv6Fragment = 44;

void take_payload(Bytes packet, std::size_t header, std::size_t total, IpPacket& out) {
  out.is_cut = total > packet.size();
  out.payload = packet.subspan(header, std::min(total, packet.size()) - header);
}

std::optional<IpPacket> parse_ipv4(Bytes packet) {
  if (packet.size() < 20 || packet[0] >> 4U != 4) return std::nullopt;
  const std::size_t header = (packet[0] & 15U) * std::size_t{4};
  const std::size_t total = word_at(packet, 2);
  if (header < 20 || total < header || packet.size() < header) return std::nullopt;
  IpPacket out;
  out.source = packet.subspan(12, 4);
  out.destination = packet.subspan(16, 4);
  out.protocol = packet[9];
  out.is_fragment = (word_at(packet, 6) & kMoreFragmentsOrOffset) != 0;
  take_payload(packet, header, total, out);
  return out;
}

std::optional<IpPacket> parse_ipv6(Bytes packet) {
  constexpr std::size_t kHeader = 40;
  if (packet.size() < kHeader || packet[0] >> 4U != 6) return std::nullopt;
  IpPacket out;
  out.source = packet.subspan(8, 16);
  out.destination = packet.subspan(24, 16);
  out.protocol = packet[6];
  out.is_fragment = packet[6] == kIpv6Fragment;
  take_payload(packet, kHeader, kHeader + word_at(packet, 4), out);
  return out;
}

}  // namespace

std::optional<IpPacket> parse_ip(std::uint16_t ether_type, Bytes packet) {
  if (ether_type == kEtherTypeIpv4) return parse_ipv4(packet);
  if (ether_type == kEtherTypeIpv6) return parse_ipv6(packet);
  return std::nullopt;
}

}  // namespace holdfast
