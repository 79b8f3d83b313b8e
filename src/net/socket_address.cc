#include "net/socket_address.h"

#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>

#include "host/descriptor.h"
#include "host/errno_name.h"
#include "model/address.h"

namespace holdfast {
namespace {

bool is_link_local(const Endpoint& endpoint) {
  return endpoint.address.size() == 16 && endpoint.address[0] == 0xfe &&
         (endpoint.address[1] & 0xc0) == 0x80;
}

bool has_address(const sockaddr* address, const Endpoint& endpoint) {
  if (address == nullptr) return false;
  if (address->sa_family == AF_INET && endpoint.address.size() == 4) {
    sockaddr_in is{};
    std::memcpy(&is, address, sizeof is);
    return std::memcmp(&is.sin_addr, endpoint.address.data(), 4) == 0;
  }
  if (address->sa_family == AF_INET6 && endpoint.address.size() == 16) {
    sockaddr_in6 is{};
    std::memcpy(&is, address, sizeof is);
    return std::memcmp(&is.sin6_addr, endpoint.address.data(), 16) == 0;
  }
  return false;
}

}  // namespace

Result<SocketAddress> socket_address(const Endpoint& endpoint, std::uint32_t interface_index) {
  SocketAddress result;
  if (endpoint.address.size() == 4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    std::memcpy(&address.sin_addr, endpoint.address.data(), 4);
    std::memcpy(&result.storage, &address, sizeof address);
    result.size = sizeof address;
    return result;
  }
  if (endpoint.address.size() != 16) {
    return fail(ErrorCode::usage,
                fmt::format("an IP address has 4 or 16 bytes, not {}", endpoint.address.size()));
  }
  if (is_link_local(endpoint) && interface_index == 0) {
    return fail(ErrorCode::usage, fmt::format("{} is of one link only: name its interface",
                                              address_text(endpoint.address)));
  }
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(endpoint.port);
  std::memcpy(&address.sin6_addr, endpoint.address.data(), 16);
  if (is_link_local(endpoint) || is_multicast(endpoint)) address.sin6_scope_id = interface_index;
  std::memcpy(&result.storage, &address, sizeof address);
  result.size = sizeof address;
  return result;
}

bool is_multicast(const Endpoint& endpoint) {
  if (endpoint.address.size() == 4) return (endpoint.address[0] & 0xf0) == 0xe0;
  return endpoint.address.size() == 16 && endpoint.address[0] == 0xff;
}

Result<std::uint32_t> interface_index(const std::string& interface) {
  if (interface.empty()) return std::uint32_t{0};
  const std::uint32_t index = ::if_nametoindex(interface.c_str());
  if (index != 0) return index;
  const auto error = last_error();
  if (error == std::errc::no_such_device) {
    return fail(ErrorCode::absent,
                fmt::format("no interface {} (ip -br link shows those there are)", interface));
  }
  return fail(ErrorCode::failed,
              fmt::format("{}: if_nametoindex: {}", interface, errno_name(error)));
}

std::string interface_of(const Endpoint& endpoint) {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return "";
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all(first, &::freeifaddrs);
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    if (has_address(one->ifa_addr, endpoint)) return one->ifa_name;
  }
  return "";
}

}  // namespace holdfast
