// ListenAddress: where the server listens, and who could reach it there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast {

struct ListenAddress {
  std::string address;  // numeric, without brackets
  std::uint16_t port = 0;
  bool v6 = false;
  bool loopback = false;
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// "127.0.0.1:9470", "[::1]:9470", "10.0.0.5:9470"; no names.
Result<ListenAddress> parse_listen_address(std::string_view text);
/// The same again.
std::string to_text(const ListenAddress& address);

}  // namespace holdfast
