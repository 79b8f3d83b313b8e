// AddressOwner: which interface a local address belongs to, and which one joined a group.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/nic.h"

namespace holdfast {

using Address = std::vector<std::uint8_t>;  // 4 or 16 bytes, network order

class AddressOwner {
 public:
  /// The interface's name; empty when nothing is known of the address.
  std::string interface_of(const Address& local) const;
  bool empty() const { return interfaces_.empty() && routes_.empty(); }

  void add(const Address& address, std::string_view interface);
  /// Of /proc/net/route: networks that are reached without a gateway, for IPv4 addresses that no
  /// better source names. Lines of another shape are passed over.
  void add_routes(std::string_view text);
  /// Of /proc/net/if_inet6.
  void add_if_inet6(std::string_view text);
  /// Of /proc/net/igmp and /proc/net/igmp6: groups, by the interface that joined them. A group that
  /// several joined is owned by the first that is not lo.
  void add_igmp(std::string_view text);
  void add_igmp6(std::string_view text);

 private:
  struct Route {
    std::uint32_t network = 0;  // host order
    std::uint32_t mask = 0;
    std::string interface;
  };
  std::map<std::string, std::string> interfaces_;  // by the bytes of the address
  std::vector<Route> routes_;
};

/// The addresses of the host: from the question {"rt-addr", "getaddr", ""} (one record per address:
/// "ifindex" number, "family" number 2 or 10, "address" text), and where that has no answer, from
/// /proc/net/if_inet6 and /proc/net/route. Joined groups: /proc/net/igmp and igmp6.
AddressOwner read_address_owner(HostSource& source, const std::vector<Nic>& nics,
                                Diagnostics& diagnostics);

}  // namespace holdfast
