#include "rss/ntuple_match.h"

#include "model/address.h"

namespace holdfast {
namespace {

Match flow_type_match(std::string_view type, const Flow& flow) {
  const bool ipv4 = flow.remote.address.size() == 4;
  if (type == "ip4") return ipv4 ? Match::yes : Match::no;
  if (type == "ip6") return ipv4 ? Match::no : Match::yes;
  const std::string_view transport = flow.transport == Transport::tcp ? "tcp" : "udp";
  if (type.size() == 4 && type.substr(0, 3) == transport) {
    return (type[3] == '4') == ipv4 ? Match::yes : Match::no;
  }
  if (type == "ether") return Match::unknown;
  return Match::no;  // another protocol: sctp4, ah4, esp6, …
}

Match address_match(const std::string& wanted, const std::string& mask,
                    const std::vector<std::uint8_t>& address) {
  if (wanted.empty() || mask.empty()) return Match::yes;
  const auto value = parse_address(wanted);
  const auto bits = parse_address(mask);
  if (!value || !bits) return Match::unknown;
  if (value->size() != address.size() || bits->size() != address.size()) return Match::no;
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (((address[i] ^ (*value)[i]) & (*bits)[i]) != 0) return Match::no;
  }
  return Match::yes;
}

Match port_match(std::optional<std::uint16_t> wanted, std::uint16_t mask, std::uint16_t port) {
  if (!wanted) return Match::yes;
  return ((*wanted ^ port) & mask) == 0 ? Match::yes : Match::no;
}

}  // namespace

Match match_of(const NtupleRule& rule, const Flow& flow) {
  Match all = Match::yes;
  for (const Match part : {flow_type_match(rule.flow_type, flow),
                           address_match(rule.src_ip, rule.src_ip_mask, flow.remote.address),
                           address_match(rule.dst_ip, rule.dst_ip_mask, flow.local.address),
                           port_match(rule.src_port, rule.src_port_mask, flow.remote.port),
                           port_match(rule.dst_port, rule.dst_port_mask, flow.local.port),
                           rule.vlan ? Match::unknown : Match::yes}) {
    if (part == Match::no) return Match::no;
    if (part == Match::unknown) all = Match::unknown;
  }
  return all;
}

}  // namespace holdfast
