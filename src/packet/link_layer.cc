#include "packet/link_layer.h"

#include "packet/network_order.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint16_t kVlan = 0x8100, kServiceVlan = 0x88a8;
constexpr std::size_t kTagBytes = 4;
constexpr std::uint16_t kSentByUs = 4;  // PACKET_OUTGOING of <linux/if_packet.h>

std::optional<LinkFrame> behind_tags(LinkFrame out, std::uint16_t protocol, Bytes rest) {
  while ((protocol == kVlan || protocol == kServiceVlan) && out.vlan_count < out.vlans.size()) {
    if (rest.size() < kTagBytes) return std::nullopt;
    out.vlans[out.vlan_count++] = word_at(rest, 0) & 0x0fff;
    protocol = word_at(rest, 2);
    rest = rest.subspan(kTagBytes);
  }
  out.protocol = protocol;
  out.payload = rest;
  return out;
}

std::optional<LinkFrame> by_version(Bytes packet) {
  if (packet.empty()) return std::nullopt;
  LinkFrame out;
  out.payload = packet;
  const unsigned version = packet[0] >> 4U;
  if (version != 4 && version != 6) return std::nullopt;
  out.protocol = version == 4 ? kEtherTypeIpv4 : kEtherTypeIpv6;
  return out;
}

// linktypes/LINKTYPE_LINUX_SLL.html: type, kind of address, its length, address[8], protocol.
std::optional<LinkFrame> cooked(Bytes frame) {
  if (frame.size() < 16) return std::nullopt;
  LinkFrame out;
  out.is_outgoing = word_at(frame, 0) == kSentByUs;
  if (word_at(frame, 4) == 6) out.source = frame.subspan(6, 6);
  return behind_tags(out, word_at(frame, 14), frame.subspan(16));
}

// linktypes/LINKTYPE_LINUX_SLL2.html: protocol, 2 reserved, index[4], kind[2], type[1], length[1],
// address[8].
std::optional<LinkFrame> cooked2(Bytes frame) {
  if (frame.size() < 20) return std::nullopt;
  LinkFrame out;
  out.is_outgoing = frame[10] == kSentByUs;
  if (frame[11] == 6) out.source = frame.subspan(12, 6);
  return behind_tags(out, word_at(frame, 0), frame.subspan(20));
}

}  // namespace

std::optional<LinkFrame> parse_link(LinkType type, Bytes frame) {
  switch (type) {
    case LinkType::ethernet: {
      if (frame.size() < 14) return std::nullopt;
      LinkFrame out;
      out.source = frame.subspan(6, 6);
      return behind_tags(out, word_at(frame, 12), frame.subspan(14));
    }
    case LinkType::raw_ip:
    case LinkType::ipv4:
    case LinkType::ipv6: return by_version(frame);
    case LinkType::linux_cooked: return cooked(frame);
    case LinkType::linux_cooked2: return cooked2(frame);
  }
  return std::nullopt;
}

}  // namespace holdfast
