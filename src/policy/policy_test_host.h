// The host that the tests of this module resolve policies on: two nodes of four cores with two
// threads each; eth0 on node 0 with four queues, eth1 on node 1 with one, bond0 over both.
#pragma once

#include "model/host_snapshot.h"

namespace holdfast {

/// CPUs 0-15, siblings i and i + 8; node 0 has 0-3 and 8-11; CPU 15 is offline; 6,7,14 isolated.
HostSnapshot policy_test_host();

}  // namespace holdfast
