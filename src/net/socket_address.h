// Endpoints as the socket calls take them, and interfaces by name.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "base/result.h"
#include "model/flow.h"

namespace holdfast {

struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;
  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// `interface_index` is the scope of an IPv6 address that has one (fe80::/10, ff00::/8), 0 for
/// none. usage: neither 4 nor 16 bytes, or a link-local address without an interface.
Result<SocketAddress> socket_address(const Endpoint& endpoint, std::uint32_t interface_index);

bool is_multicast(const Endpoint& endpoint);

/// 0 for an empty name; absent when this network namespace has no such interface.
Result<std::uint32_t> interface_index(const std::string& interface);

/// The interface that has the address; empty when none has.
std::string interface_of(const Endpoint& endpoint);

}  // namespace holdfast
