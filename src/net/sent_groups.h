// The groups that one sender sends to.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/flow.h"

namespace holdfast {

/// usage: none, one that is no multicast group (unless hosts are taken as well), IPv4 beside IPv6.
Result<void> check_sent_groups(const std::vector<Endpoint>& groups, bool takes_hosts);

}  // namespace holdfast
