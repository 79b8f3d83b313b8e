// The network interfaces of a host, as sysfs and PCI configuration space tell them.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/nic.h"

namespace holdfast {

/// All interfaces of /sys/class/net, by ifindex, without what must be asked by netlink. Of
/// interfaces without a device (bonds, VLANs, tunnels, …) the queues are not read, but those of a
/// veth pair are. Costs the host: about 25 small files per physical interface, one rtnl lock for
/// `speed`, and 64 accesses to the function's PCI configuration space.
/// Without `queue_masks` the queues have their numbers alone: four files less per pair of queues.
std::vector<Nic> read_nics(HostSource& source, Diagnostics& diagnostics, bool queue_masks = true);

}  // namespace holdfast
