#include "host/rx_rule.h"

#include <arpa/inet.h>
#include <linux/ethtool.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "host/netlink_schema.h"

namespace holdfast {
namespace {

enum class Layout { ports4, ports6, addresses4, addresses6, user4, user6, ether };

struct FlowType {
  std::uint32_t number;
  std::string_view name;
  Layout layout;
};

constexpr FlowType kFlowTypes[] = {
    {TCP_V4_FLOW, "tcp4", Layout::ports4},   {UDP_V4_FLOW, "udp4", Layout::ports4},
    {SCTP_V4_FLOW, "sctp4", Layout::ports4}, {TCP_V6_FLOW, "tcp6", Layout::ports6},
    {UDP_V6_FLOW, "udp6", Layout::ports6},   {SCTP_V6_FLOW, "sctp6", Layout::ports6},
    {AH_V4_FLOW, "ah4", Layout::addresses4}, {ESP_V4_FLOW, "esp4", Layout::addresses4},
    {AH_V6_FLOW, "ah6", Layout::addresses6}, {ESP_V6_FLOW, "esp6", Layout::addresses6},
    {IPV4_USER_FLOW, "ip4", Layout::user4},  {IPV6_USER_FLOW, "ip6", Layout::user6},
    {ETHER_FLOW, "ether", Layout::ether},
};

const FlowType* find_flow_type(std::uint32_t number) {
  for (const auto& type : kFlowTypes) {
    if (type.number == number) return &type;
  }
  return nullptr;
}

/// A value and its mask, two fields; nothing when the mask compares nothing.
template <class Address>
void set_address(Record& record, std::string_view name, const Address& value, const Address& mask) {
  static_assert(sizeof value == sizeof(in_addr) || sizeof value == sizeof(in6_addr));
  constexpr int kFamily = sizeof(Address) == sizeof(in_addr) ? AF_INET : AF_INET6;
  const Address none{};
  if (std::memcmp(&mask, &none, sizeof mask) == 0) return;
  char text[INET6_ADDRSTRLEN];
  const std::string mask_name = std::string(name) + "-mask";
  if (inet_ntop(kFamily, &value, text, sizeof text)) record.set(name, std::string(text));
  if (inet_ntop(kFamily, &mask, text, sizeof text)) record.set(mask_name, std::string(text));
}

void set_number(Record& record, std::string_view name, std::uint16_t value, std::uint16_t mask) {
  if (mask == 0) return;
  record.set(name, std::uint64_t{ntohs(value)});
  record.set(std::string(name) + "-mask", std::uint64_t{ntohs(mask)});
}

struct Address6 {
  std::uint32_t words[4];
};

Address6 address6(const std::uint32_t (&words)[4]) {
  return {{words[0], words[1], words[2], words[3]}};
}

/// Of the layouts with ports: tcp, udp and sctp share theirs.
template <class Spec>
void set_ports(Record& record, const Spec& value, const Spec& mask) {
  set_number(record, "src-port", value.psrc, mask.psrc);
  set_number(record, "dst-port", value.pdst, mask.pdst);
}

template <class Spec>
void set_addresses4(Record& record, const Spec& value, const Spec& mask) {
  set_address(record, "src-ip", value.ip4src, mask.ip4src);
  set_address(record, "dst-ip", value.ip4dst, mask.ip4dst);
}

template <class Spec>
void set_addresses6(Record& record, const Spec& value, const Spec& mask) {
  set_address(record, "src-ip", address6(value.ip6src), address6(mask.ip6src));
  set_address(record, "dst-ip", address6(value.ip6dst), address6(mask.ip6dst));
}

/// The first four bytes after the IP header: where TCP and UDP have their ports.
template <class Spec>
void set_first_bytes(Record& record, const Spec& value, const Spec& mask) {
  std::uint16_t values[2];
  std::uint16_t masks[2];
  std::memcpy(values, &value.l4_4_bytes, sizeof values);
  std::memcpy(masks, &mask.l4_4_bytes, sizeof masks);
  set_number(record, "src-port", values[0], masks[0]);
  set_number(record, "dst-port", values[1], masks[1]);
}

void set_ether(Record& record, const ethhdr& value, const ethhdr& mask) {
  static constexpr unsigned char kNone[ETH_ALEN] = {};
  if (std::memcmp(mask.h_source, kNone, ETH_ALEN) != 0) {
    record.set("src-mac", hexadecimal(value.h_source));
    record.set("src-mac-mask", hexadecimal(mask.h_source));
  }
  if (std::memcmp(mask.h_dest, kNone, ETH_ALEN) != 0) {
    record.set("dst-mac", hexadecimal(value.h_dest));
    record.set("dst-mac-mask", hexadecimal(mask.h_dest));
  }
  set_number(record, "ether-type", value.h_proto, mask.h_proto);
}

void set_match(Record& record, Layout layout, const ethtool_flow_union& value,
               const ethtool_flow_union& mask) {
  switch (layout) {
    case Layout::ports4:
      set_addresses4(record, value.tcp_ip4_spec, mask.tcp_ip4_spec);
      return set_ports(record, value.tcp_ip4_spec, mask.tcp_ip4_spec);
    case Layout::ports6:
      set_addresses6(record, value.tcp_ip6_spec, mask.tcp_ip6_spec);
      return set_ports(record, value.tcp_ip6_spec, mask.tcp_ip6_spec);
    case Layout::addresses4: return set_addresses4(record, value.ah_ip4_spec, mask.ah_ip4_spec);
    case Layout::addresses6: return set_addresses6(record, value.ah_ip6_spec, mask.ah_ip6_spec);
    case Layout::user4:
      set_addresses4(record, value.usr_ip4_spec, mask.usr_ip4_spec);
      return set_first_bytes(record, value.usr_ip4_spec, mask.usr_ip4_spec);
    case Layout::user6:
      set_addresses6(record, value.usr_ip6_spec, mask.usr_ip6_spec);
      return set_first_bytes(record, value.usr_ip6_spec, mask.usr_ip6_spec);
    case Layout::ether: return set_ether(record, value.ether_spec, mask.ether_spec);
  }
}

void set_destination(Record& record, std::uint64_t cookie) {
  if (cookie == RX_CLS_FLOW_DISC) return record.set("drop", std::uint64_t{1});
  if (cookie == RX_CLS_FLOW_WAKE) return record.set("wake", std::uint64_t{1});
  record.set("queue", ethtool_get_flow_spec_ring(cookie));
  const std::uint64_t function = ethtool_get_flow_spec_ring_vf(cookie);
  if (function != 0) record.set("vf", function);
}

}  // namespace

Record decode_rx_rule(const ethtool_rx_flow_spec& rule, std::uint32_t rss_context) {
  Record record;
  record.set("location", std::uint64_t{rule.location});
  const std::uint32_t number = rule.flow_type & ~(FLOW_EXT | FLOW_MAC_EXT | FLOW_RSS);
  if (const FlowType* type = find_flow_type(number)) {
    record.set("flow-type", std::string(type->name));
    set_match(record, type->layout, rule.h_u, rule.m_u);
  } else {
    record.set("flow-type", "type-" + std::to_string(number));
  }
  if (rule.flow_type & FLOW_EXT) {
    set_number(record, "vlan", rule.h_ext.vlan_tci, rule.m_ext.vlan_tci);
  }
  set_destination(record, rule.ring_cookie);
  if (rule.flow_type & FLOW_RSS) record.set("rss-context", std::uint64_t{rss_context});
  return record;
}

}  // namespace holdfast
