// Which policy is for this host, and which of its interfaces are meant.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/host_snapshot.h"
#include "policy/policy.h"

namespace holdfast {

/// Why the host is none of the policy's; "" when it is one.
std::string mismatch_of(const HostMatch& match, const HostSnapshot& host);

/// Does the interface fit? A name with a '*' means only interfaces with a device.
bool matches(const InterfaceMatch& match, const Nic& nic);

/// The interfaces, by ifindex. What has members (a bond, a VLAN) stands for those at the bottom:
/// it has no vectors of its own (KERNEL §15).
std::vector<const Nic*> matching_nics(const InterfaceMatch& match, const HostSnapshot& host);

/// {name: eth0, driver: ena}: as it is written.
std::string text_of(const InterfaceMatch& match);

/// The index of the one policy that is for this host, of those that no other one includes. usage:
/// none is, with what the host is; or several are, with their files.
Result<std::size_t> choose_policy(const std::vector<Policy>& policies, const HostSnapshot& host);

}  // namespace holdfast
