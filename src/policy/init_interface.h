// One interface of a starting policy: what it is now, in the policy's words.
#pragma once

#include <string>

#include "model/host_snapshot.h"

namespace holdfast {

/// "  - match: {name: eth0}\n    channels: {combined: 2}\n …"
std::string interface_block(const HostSnapshot& host, const Nic& nic);

}  // namespace holdfast
