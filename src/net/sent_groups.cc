#include "net/sent_groups.h"

#include <fmt/format.h>

#include "net/socket_address.h"

namespace holdfast {

Result<void> check_sent_groups(const std::vector<Endpoint>& groups, bool takes_hosts) {
  if (groups.empty()) return fail(ErrorCode::usage, "multicast: no group to send to");
  for (const auto& group : groups) {
    if (!takes_hosts && !is_multicast(group)) {
      return fail(ErrorCode::usage, fmt::format("multicast: {} is no group: those are 224.0.0.0 to "
                                                "239.255.255.255, and ff00::/8",
                                                to_text(group)));
    }
    if (group.address.size() != groups.front().address.size()) {
      return fail(ErrorCode::usage,
                  fmt::format("multicast: {} and {} cannot be sent to by one sender: take IPv4 "
                              "or IPv6 for all",
                              to_text(groups.front()), to_text(group)));
    }
  }
  return {};
}

}  // namespace holdfast
