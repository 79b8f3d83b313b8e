#include "model/flow.h"

#include <fmt/format.h>

namespace holdfast {
namespace {

// RFC 5952: the longest run of zero groups becomes "::", an equal later one does not.
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

std::string to_text(const Endpoint& endpoint) {
  const auto& a = endpoint.address;
  if (a.size() == 4) return fmt::format("{}.{}.{}.{}:{}", a[0], a[1], a[2], a[3], endpoint.port);
  if (a.size() == 16) return fmt::format("[{}]:{}", ipv6_text(a), endpoint.port);
  return fmt::format("?:{}", endpoint.port);
}

}  // namespace holdfast
