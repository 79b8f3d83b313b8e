#include "serve/listen_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/text.h"

namespace holdfast {

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto wrong = [&] {
    return fail(ErrorCode::usage,
                fmt::format("--listen {}: expected ADDRESS:PORT, such as 127.0.0.1:9470 or "
                            "[::1]:9470",
                            text));
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
  auto address = text.substr(0, colon);
  if (!port || address.size() > INET6_ADDRSTRLEN) return wrong();
  ListenAddress out;
  out.port = *port;
  out.v6 = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (out.v6) address = address.substr(1, address.size() - 2);
  out.address = address;
  if (out.v6) {
    in6_addr bytes{};
    if (::inet_pton(AF_INET6, out.address.c_str(), &bytes) != 1) return wrong();
    out.loopback = IN6_IS_ADDR_LOOPBACK(&bytes);
  } else {
    in_addr bytes{};
    if (::inet_pton(AF_INET, out.address.c_str(), &bytes) != 1) return wrong();
    out.loopback = (ntohl(bytes.s_addr) >> 24U) == 127;
  }
  return out;
}

std::string to_text(const ListenAddress& address) {
  return address.v6 ? fmt::format("[{}]:{}", address.address, address.port)
                    : fmt::format("{}:{}", address.address, address.port);
}

}  // namespace holdfast
