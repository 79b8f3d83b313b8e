// Datagrams that a sender is given, and what came of them.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "host/descriptor.h"

namespace holdfast {

using Datagram = std::vector<std::uint8_t>;

inline Datagram datagram_of(std::size_t bytes, std::uint8_t first) {
  Datagram out(bytes);
  std::iota(out.begin(), out.end(), first);
  return out;
}

/// What came, in its order; waits until `wanted` have, or for 5 s.
inline std::vector<Datagram> received(const Descriptor& socket, std::size_t wanted) {
  std::vector<Datagram> out;
  std::array<std::uint8_t, 65536> room;
  pollfd waits{socket.fd(), POLLIN, 0};
  while (out.size() < wanted && ::poll(&waits, 1, 5000) == 1) {
    const auto got = ::recv(socket.fd(), room.data(), room.size(), MSG_DONTWAIT);
    if (got < 0) break;
    out.emplace_back(room.data(), room.data() + got);
  }
  return out;
}

}  // namespace holdfast
