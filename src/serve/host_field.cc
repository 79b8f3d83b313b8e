#include "serve/host_field.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/text.h"

namespace holdfast {

bool names_loopback(std::string_view host) {
  // The port: behind the last colon, but not one inside [::1].
  const auto colon = host.rfind(':');
  const auto bracket = host.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    if (!parse_number<std::uint16_t>(host.substr(colon + 1))) return false;
    host = host.substr(0, colon);
  }
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::string name(host);
  std::transform(name.begin(), name.end(), name.begin(), lower);
  if (name == "localhost" || name == "[::1]") return true;
  in_addr address{};
  return ::inet_pton(AF_INET, name.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24U) == 127;
}

}  // namespace holdfast
