#include "model/address.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::optional<Bytes> parse_ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  Bytes bytes;
  for (const auto part : parts) {
    const auto byte = parse_number<std::uint8_t>(part);
    if (!byte) return std::nullopt;
    bytes.push_back(*byte);
  }
  return bytes;
}

// Groups between colons; "" gives none. The last of the whole address may be an IPv4 address.
std::optional<Bytes> parse_groups(std::string_view text, bool ends_address) {
  Bytes bytes;
  if (text.empty()) return bytes;
  const auto groups = split(text, ':');
  if (groups.size() > 8) return std::nullopt;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (ends_address && i + 1 == groups.size() && groups[i].find('.') != std::string_view::npos) {
      const auto ipv4 = parse_ipv4(groups[i]);
      if (!ipv4) return std::nullopt;
      bytes.insert(bytes.end(), ipv4->begin(), ipv4->end());
      continue;
    }
    const auto group =
        groups[i].size() > 4 ? std::nullopt : parse_number<std::uint16_t>(groups[i], 16);
    if (!group) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*group >> 8));
    bytes.push_back(static_cast<std::uint8_t>(*group & 0xff));
  }
  return bytes;
}

std::optional<Bytes> parse_ipv6(std::string_view text) {
  const auto gap = text.find("::");
  auto head = parse_groups(text.substr(0, gap), gap == std::string_view::npos);
  if (!head) return std::nullopt;
  if (gap == std::string_view::npos) return head->size() == 16 ? head : std::nullopt;
  const auto tail = parse_groups(text.substr(gap + 2), true);
  if (!tail || head->size() + tail->size() > 14) return std::nullopt;
  head->resize(16 - tail->size(), 0);
  head->insert(head->end(), tail->begin(), tail->end());
  return head;
}

// The longest run of zero groups becomes "::", an equal later one does not.
std::string ipv6_text(const std::vector<std::uint8_t>& address) {
  std::uint32_t groups[8];
  for (std::size_t i = 0; i < 8; ++i) {
    groups[i] = static_cast<std::uint32_t>(address[2 * i] << 8 | address[2 * i + 1]);
  }
  std::size_t best = 8;
  std::size_t best_length = 1;  // a single zero group is not shortened
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end == i ? i + 1 : end;
  }
  std::string text;
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      text += "::";
      i += best_length;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += fmt::format("{:x}", groups[i++]);
  }
  return text;
}

}  // namespace

std::string address_text(const Bytes& address) {
  if (address.size() == 4) return fmt::format("{}", fmt::join(address, "."));
  return address.size() == 16 ? ipv6_text(address) : "?";
}

std::optional<Bytes> parse_address(std::string_view text) {
  return text.find(':') == std::string_view::npos ? parse_ipv4(text) : parse_ipv6(text);
}

Bytes wire_address(const Bytes& address) {
  if (address.size() != 16 || address[10] != 0xff || address[11] != 0xff) return address;
  const bool mapped =
      std::all_of(address.begin(), address.begin() + 10, [](std::uint8_t b) { return b == 0; });
  return mapped ? Bytes(address.begin() + 12, address.end()) : address;
}

}  // namespace holdfast
