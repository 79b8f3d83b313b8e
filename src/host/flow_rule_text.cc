#include "host/flow_rule_text.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <cstring>
#include <string>

#include "base/text.h"
#include "host/rx_rule.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kVlanBits = 0x0fff;  // of a tag; above are priority and eligibility

enum class Layout { ports4, ports6, user4, user6 };

struct FlowType {
  std::string_view name;
  std::uint32_t number;
  Layout layout;
};
constexpr FlowType kTypes[] = {
    {"tcp4", TCP_V4_FLOW, Layout::ports4},   {"udp4", UDP_V4_FLOW, Layout::ports4},
    {"sctp4", SCTP_V4_FLOW, Layout::ports4}, {"tcp6", TCP_V6_FLOW, Layout::ports6},
    {"udp6", UDP_V6_FLOW, Layout::ports6},   {"sctp6", SCTP_V6_FLOW, Layout::ports6},
    {"ip4", IPV4_USER_FLOW, Layout::user4},  {"ip6", IPV6_USER_FLOW, Layout::user6},
};

tl::unexpected<Error> wrong(std::string_view what, std::string_view word) {
  return fail(ErrorCode::usage, fmt::format("expected {}, found \"{}\"", what, word));
}

struct Address {
  std::uint8_t bytes[sizeof(in6_addr)] = {};
  std::uint8_t mask[sizeof(in6_addr)] = {};
  std::size_t size = 0;
};

/// "239.1.1.0/24", "ff05::1"; also ADDRESS/MASK in the address's own notation.
std::optional<Address> parse_address(std::string_view text, bool six) {
  const int family = six ? AF_INET6 : AF_INET;
  const auto slash = text.find('/');
  const std::string name(text.substr(0, slash));
  Address address;
  address.size = six ? sizeof(in6_addr) : sizeof(in_addr);
  if (inet_pton(family, name.c_str(), address.bytes) != 1) return std::nullopt;
  std::size_t bits = address.size * 8;
  if (slash != std::string_view::npos) {
    const std::string prefix(text.substr(slash + 1));
    if (inet_pton(family, prefix.c_str(), address.mask) == 1) return address;
    const auto number = parse_number<std::size_t>(prefix);
    if (!number || *number > bits) return std::nullopt;
    bits = *number;
  }
  for (std::size_t i = 0; i < bits; ++i) {
    address.mask[i / 8] = static_cast<std::uint8_t>(address.mask[i / 8] | (0x80U >> (i % 8)));
  }
  return address;
}

/// In the network's order.
struct Port {
  std::uint16_t value = 0;
  std::uint16_t mask = 0;
};

/// "4000", "4096/0xf000".
std::optional<Port> parse_port(std::string_view text) {
  const auto slash = text.find('/');
  const auto number = parse_number<std::uint16_t>(text.substr(0, slash));
  if (!number) return std::nullopt;
  std::uint16_t mask = 0xffff;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto bits =
        digits.starts_with("0x") ? parse_number<std::uint16_t>(digits.substr(2), 16) : std::nullopt;
    if (!bits || *bits == 0) return std::nullopt;
    mask = *bits;
  }
  return Port{htons(static_cast<std::uint16_t>(*number & mask)), htons(mask)};
}

struct Place {
  void* value = nullptr;
  void* mask = nullptr;
};

/// Where an address of the rule stands.
Place address_place(ethtool_rx_flow_spec& rule, Layout layout, bool source) {
  auto& h = rule.h_u;
  auto& m = rule.m_u;
  switch (layout) {
    case Layout::ports4:
      return source ? Place{&h.tcp_ip4_spec.ip4src, &m.tcp_ip4_spec.ip4src}
                    : Place{&h.tcp_ip4_spec.ip4dst, &m.tcp_ip4_spec.ip4dst};
    case Layout::user4:
      return source ? Place{&h.usr_ip4_spec.ip4src, &m.usr_ip4_spec.ip4src}
                    : Place{&h.usr_ip4_spec.ip4dst, &m.usr_ip4_spec.ip4dst};
    case Layout::ports6:
      return source ? Place{h.tcp_ip6_spec.ip6src, m.tcp_ip6_spec.ip6src}
                    : Place{h.tcp_ip6_spec.ip6dst, m.tcp_ip6_spec.ip6dst};
    case Layout::user6:
      return source ? Place{h.usr_ip6_spec.ip6src, m.usr_ip6_spec.ip6src}
                    : Place{h.usr_ip6_spec.ip6dst, m.usr_ip6_spec.ip6dst};
  }
  return {};
}

/// Where a port stands; of "ip4" and "ip6" in the first four bytes after the IP header.
Place port_place(ethtool_rx_flow_spec& rule, Layout layout, bool source) {
  auto& h = rule.h_u;
  auto& m = rule.m_u;
  const auto first_bytes = [source](auto& bytes) {
    return reinterpret_cast<std::uint8_t*>(&bytes) + (source ? 0 : sizeof(std::uint16_t));
  };
  switch (layout) {
    case Layout::ports4:
      return source ? Place{&h.tcp_ip4_spec.psrc, &m.tcp_ip4_spec.psrc}
                    : Place{&h.tcp_ip4_spec.pdst, &m.tcp_ip4_spec.pdst};
    case Layout::ports6:
      return source ? Place{&h.tcp_ip6_spec.psrc, &m.tcp_ip6_spec.psrc}
                    : Place{&h.tcp_ip6_spec.pdst, &m.tcp_ip6_spec.pdst};
    case Layout::user4:
      return {first_bytes(h.usr_ip4_spec.l4_4_bytes), first_bytes(m.usr_ip4_spec.l4_4_bytes)};
    case Layout::user6:
      return {first_bytes(h.usr_ip6_spec.l4_4_bytes), first_bytes(m.usr_ip6_spec.l4_4_bytes)};
  }
  return {};
}

/// One "key word" pair; an empty text is success.
Result<void> take_pair(ethtool_rx_flow_spec& rule, Layout layout, std::string_view key,
                       std::string_view word) {
  const bool source = key.starts_with("src-");
  if (key == "src-ip" || key == "dst-ip") {
    const bool six = layout == Layout::ports6 || layout == Layout::user6;
    const auto address = parse_address(word, six);
    if (!address) return wrong(six ? "an IPv6 address" : "an IPv4 address", word);
    const Place place = address_place(rule, layout, source);
    for (std::size_t i = 0; i < address->size; ++i) {
      static_cast<std::uint8_t*>(place.value)[i] = address->bytes[i] & address->mask[i];
    }
    std::memcpy(place.mask, address->mask, address->size);
    return {};
  }
  if (key == "src-port" || key == "dst-port") {
    const auto port = parse_port(word);
    if (!port) return wrong("a port, or PORT/0xMASK", word);
    const Place place = port_place(rule, layout, source);
    std::memcpy(place.value, &port->value, sizeof port->value);
    std::memcpy(place.mask, &port->mask, sizeof port->mask);
    return {};
  }
  if (key == "vlan") {
    const auto number = parse_number<std::uint16_t>(word);
    if (!number || *number > kVlanBits) return wrong("a VLAN up to 4095", word);
    rule.flow_type |= FLOW_EXT;
    rule.h_ext.vlan_tci = htons(*number);
    rule.m_ext.vlan_tci = htons(kVlanBits);
    return {};
  }
  return wrong("src-ip, dst-ip, src-port, dst-port or vlan", key);
}

template <class T>
void keep_compared(T& value, const T& mask) {
  auto* bytes = reinterpret_cast<std::uint8_t*>(&value);
  const auto* bits = reinterpret_cast<const std::uint8_t*>(&mask);
  for (std::size_t i = 0; i < sizeof value; ++i) bytes[i] = bytes[i] & bits[i];
}

/// Only the bits that are compared: drivers give the others back as they got them, or as 0.
Record match_of(ethtool_rx_flow_spec rule) {
  const auto vlan_bits = static_cast<std::uint16_t>(rule.m_ext.vlan_tci & htons(kVlanBits));
  rule.m_ext.vlan_tci = vlan_bits;
  keep_compared(rule.h_u, rule.m_u);
  keep_compared(rule.h_ext, rule.m_ext);
  Record record = decode_rx_rule(rule, 0);
  std::erase_if(record.fields, [](const auto& field) {
    return field.first == "location" || field.first == "queue" || field.first == "drop" ||
           field.first == "wake" || field.first == "vf" || field.first == "rss-context";
  });
  return record;
}

}  // namespace

Result<ethtool_rx_flow_spec> parse_flow_match(std::string_view text) {
  ethtool_rx_flow_spec rule{};
  const std::string_view name = next_word(text);
  const FlowType* type = nullptr;
  for (const auto& known : kTypes) {
    if (known.name == name) type = &known;
  }
  if (!type) return wrong("a flow type such as udp4 or tcp6", name);
  rule.flow_type = type->number;
  if (type->layout == Layout::user4) {
    // The kernel wants the version named, and compares it by itself (ethtool's rxclass.c).
    rule.h_u.usr_ip4_spec.ip_ver = ETH_RX_NFC_IP4;
  }
  while (!trim(text).empty()) {
    const std::string_view key = next_word(text);
    const auto taken = take_pair(rule, type->layout, key, next_word(text));
    if (!taken) return tl::unexpected(taken.error());
  }
  return rule;
}

Result<FlowAction> parse_flow_action(std::string_view text) {
  FlowAction action;
  if (trim(text).empty()) return action;
  action.exists = true;
  const std::string_view verb = next_word(text);
  if (verb == "drop") {
    action.cookie = RX_CLS_FLOW_DISC;
  } else if (verb == "queue") {
    const std::string_view word = next_word(text);
    const auto queue = parse_number<std::uint32_t>(word);
    if (!queue) return wrong("the number of a queue", word);
    action.cookie = *queue;
  } else {
    return wrong("queue or drop", verb);
  }
  const std::string_view key = next_word(text);
  if (key.empty()) return action;
  if (key != "location") return wrong("location", key);
  const std::string_view word = next_word(text);
  action.location = parse_number<std::uint32_t>(word);
  if (!action.location || *action.location >= RX_CLS_LOC_SPECIAL || !trim(text).empty()) {
    return wrong("the number of a location", word);
  }
  return action;
}

bool same_match(const ethtool_rx_flow_spec& one, const ethtool_rx_flow_spec& other) {
  return match_of(one) == match_of(other);
}

}  // namespace holdfast
