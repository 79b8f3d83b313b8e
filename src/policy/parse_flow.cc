#include <fmt/format.h>

#include "base/text.h"
#include "model/address.h"
#include "policy/parsing.h"

namespace holdfast {
namespace {

// "239.1.1.100" → "239.1.1.100/32"; nullopt after a complaint.
std::optional<std::string> network(const Word& word, std::string_view key, bool is_ipv6,
                                   Complaints& complaints) {
  const auto slash = word.text.find('/');
  const auto text = std::string_view(word.text);
  auto address = parse_address(text.substr(0, slash));
  const std::uint32_t bits = is_ipv6 ? 128 : 32;
  const auto length = slash == std::string_view::npos
                          ? std::optional(bits)
                          : parse_number<std::uint32_t>(text.substr(slash + 1));
  if (!address || address->size() * 8 != bits || !length || *length > bits) {
    complaints.error(word.place, fmt::format("{} is no value of '{}', which is an IPv{} address, "
                                             "with /0 to /{} behind it if part of it counts",
                                             quoted(word.text), key, is_ipv6 ? 6 : 4, bits));
    return std::nullopt;
  }
  for (std::uint32_t bit = *length; bit < bits; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
    if (((*address)[bit / 8] & mask) == 0) continue;
    complaints.error(word.place,
                     fmt::format("{} has bits behind its first {}", quoted(word.text), *length));
    return std::nullopt;
  }
  return fmt::format("{}/{}", address_text(*address), *length);
}

void parse_target(MapReader& reader, FlowRule& rule, Complaints& complaints) {
  rule.queue = reader.small_number("queue", 0, 4095);
  const auto action = reader.choice("action", {"drop"});
  rule.location = reader.small_number("location", 0, 0x7fffffff);
  if (reader.has("queue") == reader.has("action")) {
    complaints.error(rule.place, "a flow needs either 'queue' or 'action: drop'");
  }
  if (action && rule.location) {
    complaints.error(rule.place, "'location' has a meaning only with 'queue'");
  }
}

}  // namespace

std::optional<FlowRule> parse_flow(const YamlNode& node, Complaints& complaints) {
  MapReader reader(&node, "a flow", complaints);
  if (node.kind != YamlNode::Kind::map) return std::nullopt;
  FlowRule rule;
  rule.place = node.place;
  const auto type = reader.choice("type", {"udp4", "udp6", "tcp4", "tcp6"});
  if (!reader.has("type")) {
    complaints.error(node.place, "a flow needs a 'type': udp4, udp6, tcp4 or tcp6");
  }
  const bool is_ipv6 = type && type->text.ends_with('6');
  rule.name = type ? type->text : "";
  for (const auto key : {"src-ip", "dst-ip"}) {
    const auto word = reader.word(key);
    if (!word || !type) continue;
    if (const auto text = network(*word, key, is_ipv6, complaints)) {
      rule.name += fmt::format(" {} {}", key, *text);
    }
  }
  for (const auto key : {"src-port", "dst-port"}) {
    if (const auto word = reader.number(key, 1, 65535)) {
      rule.name += fmt::format(" {} {}", key, word->text);
    }
  }
  if (const auto vlan = reader.number("vlan", 0, 4095)) rule.name += " vlan " + vlan->text;
  parse_target(reader, rule, complaints);
  reader.done();
  if (!type) return std::nullopt;
  bool names_any = false;
  for (const auto key : {"src-ip", "dst-ip", "src-port", "dst-port", "vlan"}) {
    names_any = names_any || reader.has(key);
  }
  if (!names_any) {
    complaints.error(node.place, fmt::format("this flow is all of {}: an address or a port of it "
                                             "is needed",
                                             type->text));
  }
  return rule;
}

}  // namespace holdfast
