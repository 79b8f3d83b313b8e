// What stands before the IP packet in a captured frame: ethernet with its tags, and what captures
// have in its place. Pure, and nothing about the bytes is believed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace holdfast {

/// LINKTYPE_ of https://www.tcpdump.org/linktypes.html.
enum class LinkType : std::uint32_t {
  ethernet = 1,
  raw_ip = 101,
  linux_cooked = 113,
  ipv4 = 228,
  ipv6 = 229,
  linux_cooked2 = 276,
};

struct LinkFrame {
  std::uint16_t protocol = 0;               // EtherType, behind the tags
  std::span<const std::uint8_t> payload;    // what it says stands there
  std::span<const std::uint8_t> source;     // the sender's MAC; empty where there is none
  bool is_outgoing = false;                 // linux_cooked: sent by the host that captured
  std::array<std::uint16_t, 2> vlans = {};  // ids, the outer one first
  std::uint8_t vlan_count = 0;
};

inline constexpr std::uint16_t kEtherTypeIpv4 = 0x0800, kEtherTypeIpv6 = 0x86dd;

/// 0 to 2 tags (802.1Q, 802.1ad). nullopt when it is shorter than its header, or of another type.
std::optional<LinkFrame> parse_link(LinkType type, std::span<const std::uint8_t> frame);

}  // namespace holdfast
