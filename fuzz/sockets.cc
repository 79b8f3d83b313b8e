// /proc/net: socket tables, addresses, routes and joined groups: the first byte chooses.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "host/address_owner.h"
#include "host/socket_counts.h"
#include "host/socket_table.h"
#include "model/address.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  holdfast::AddressOwner owner;
  switch (data[0] % 7) {
    case 0: owner.add_routes(text); break;
    case 1: owner.add_if_inet6(text); break;
    case 2: owner.add_igmp(text); break;
    case 3: owner.add_igmp6(text); break;
    case 4: owner.add(holdfast::parse_address(text).value_or(holdfast::Address{}), "eth0"); break;
    case 5:
      (void)holdfast::parse_established(text);
      (void)holdfast::parse_tcp6_in_use(text);
      break;
    default: {
      std::vector<holdfast::Flow> flows;
      holdfast::Diagnostics diagnostics;
      holdfast::parse_socket_table(text, holdfast::Transport::udp, "udp", flows, diagnostics);
      HOLDFAST_CHECK(diagnostics.size() <= 2);
      for (const auto& flow : flows) {
        HOLDFAST_CHECK(flow.local.address.size() == flow.remote.address.size());
        (void)holdfast::to_text(flow.local);
      }
    }
  }
  (void)owner.interface_of({10, 0, 0, 1});
  return 0;
}
