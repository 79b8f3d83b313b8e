// PeerAddress: the IP address of the other end, without its port: what limits count by.
#pragma once

#include <array>
#include <cstdint>

namespace holdfast {

struct PeerAddress {
  std::array<std::uint8_t, 16> bytes{};  // network order; IPv4 as ::ffff:a.b.c.d
  friend bool operator==(const PeerAddress&, const PeerAddress&) = default;
};

}  // namespace holdfast
