#include "plan/flow_match.h"

#include <fmt/format.h>

#include <bit>

#include "base/text.h"
#include "model/address.h"
#include "model/flow.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string address_text(const Bytes& address) {
  std::string text = to_text(Endpoint{address, 0});
  text.resize(text.size() - 2);  // ":0"
  return text.front() == '[' ? text.substr(1, text.size() - 2) : text;
}

// Leading 1 bits; nullopt when another 1 follows a 0.
std::optional<unsigned> prefix_length(const Bytes& mask) {
  unsigned length = 0;
  bool ended = false;
  for (const auto byte : mask) {
    const auto ones = static_cast<unsigned>(std::countl_one(byte));
    if (ended ? byte != 0 : std::popcount(byte) != static_cast<int>(ones)) return std::nullopt;
    length += ended ? 0 : ones;
    ended = ended || ones < 8;
  }
  return length;
}

Bytes mask_of(unsigned length, std::size_t bytes) {
  Bytes mask(bytes);
  for (unsigned bit = 0; bit < length; ++bit) {
    mask[bit / 8] = static_cast<std::uint8_t>(mask[bit / 8] | 0x80U >> bit % 8);
  }
  return mask;
}

std::string address_words(std::string_view key, const std::string& ip, const std::string& mask) {
  const auto bits = parse_address(mask);
  auto address = parse_address(ip);
  if (mask.empty() || !bits || !address || bits->size() != address->size()) return {};
  const auto length = prefix_length(*bits);
  if (length == 0U) return {};
  for (std::size_t i = 0; i < address->size(); ++i) {
    (*address)[i] = static_cast<std::uint8_t>((*address)[i] & (*bits)[i]);
  }
  return fmt::format(" {} {}/{}", key, address_text(*address),
                     length ? fmt::to_string(*length) : address_text(*bits));
}

std::string port_words(std::string_view key, std::optional<std::uint16_t> port,
                       std::uint16_t mask) {
  if (!port || mask == 0) return {};
  if (mask == UINT16_MAX) return fmt::format(" {} {}", key, *port);
  return fmt::format(" {} {}/{:#06x}", key, *port & mask, mask);
}

bool parse_prefix(std::string_view word, std::string& ip, std::string& mask) {
  const auto slash = word.find('/');
  const auto address = parse_address(word.substr(0, slash));
  if (!address) return false;
  Bytes bits = mask_of(static_cast<unsigned>(address->size() * 8), address->size());
  if (slash != std::string_view::npos) {
    const auto text = word.substr(slash + 1);
    const auto length = parse_number<unsigned>(text);
    const auto spelt = parse_address(text);
    if (length && *length > 0 && *length <= address->size() * 8) {
      bits = mask_of(*length, address->size());
    } else if (!length && spelt && spelt->size() == address->size()) {
      bits = *spelt;
    } else {
      return false;
    }
  }
  ip = address_text(*address);
  mask = address_text(bits);
  return true;
}

bool parse_port(std::string_view word, std::optional<std::uint16_t>& port, std::uint16_t& mask) {
  const auto slash = word.find('/');
  port = parse_number<std::uint16_t>(word.substr(0, slash));
  mask = UINT16_MAX;
  if (!port || slash == std::string_view::npos) return port.has_value();
  const auto text = word.substr(slash + 1);
  if (!text.starts_with("0x")) return false;
  const auto bits = parse_number<std::uint16_t>(text.substr(2), 16);
  mask = bits.value_or(0);
  return mask != 0;
}

bool parse_part(std::string_view key, std::string_view word, NtupleRule& rule) {
  if (key == "src-ip") return parse_prefix(word, rule.src_ip, rule.src_ip_mask);
  if (key == "dst-ip") return parse_prefix(word, rule.dst_ip, rule.dst_ip_mask);
  if (key == "src-port") return parse_port(word, rule.src_port, rule.src_port_mask);
  if (key == "dst-port") return parse_port(word, rule.dst_port, rule.dst_port_mask);
  if (key != "vlan") return false;
  rule.vlan = parse_number<std::uint16_t>(word);
  return rule.vlan && *rule.vlan < 4096;
}

}  // namespace

std::string flow_name(const NtupleRule& rule) {
  std::string name = rule.flow_type;
  name += address_words("src-ip", rule.src_ip, rule.src_ip_mask);
  name += address_words("dst-ip", rule.dst_ip, rule.dst_ip_mask);
  name += port_words("src-port", rule.src_port, rule.src_port_mask);
  name += port_words("dst-port", rule.dst_port, rule.dst_port_mask);
  if (rule.vlan) name += fmt::format(" vlan {}", *rule.vlan);
  return name;
}

std::optional<NtupleRule> parse_flow_name(std::string_view name) {
  NtupleRule rule;
  rule.flow_type = std::string(next_word(name));
  if (rule.flow_type.empty()) return std::nullopt;
  for (auto key = next_word(name); !key.empty(); key = next_word(name)) {
    if (!parse_part(key, next_word(name), rule)) return std::nullopt;
  }
  const bool six = rule.flow_type.ends_with('6');
  for (const auto* ip : {&rule.src_ip, &rule.dst_ip}) {
    if (!ip->empty() && (ip->find(':') != std::string::npos) != six) return std::nullopt;
  }
  return rule;
}

}  // namespace holdfast
