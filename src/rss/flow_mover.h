// What may send a flow's packets to another queue than hash and rules say: filters that a driver
// sets by itself, of which ethtool shows nothing.
#pragma once

#include <map>
#include <string>

#include "model/flow.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// By transport: a clause, "accelerated RFS may have moved it (…)". Nothing for a transport whose
/// flows stay where they are foretold.
///
/// Accelerated RFS (Documentation/networking/scaling.rst): ntuple filters are on, and both RFS
/// tables have a size. Application targeted routing: ixgbe and i40e send a TCP flow's packets to
/// the queue on which it sends, while ntuple filters are off (Intel, "Application Targeted
/// Routing"; drivers/net/ethernet/intel/ixgbe/ixgbe_ethtool.c, ixgbe_set_features).
std::map<Transport, std::string> flow_movers(const HostSnapshot& host, const Nic& nic);

}  // namespace holdfast
