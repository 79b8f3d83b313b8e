// A NIC's settings and counters, asked of the kernel. docs/observer.md has the price of each
// question.
#pragma once

#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "host/source.h"
#include "model/nic.h"

namespace holdfast {

/// Fills in what is not in sysfs: channels, rings, coalescing, features, RSS, hash fields, ntuple,
/// timestamping, statistics, driver, NAPIs, qdisc, XDP. `nic` has its name and kind already; the
/// loopback is asked for its link only, other virtual devices for little more. What the kernel or
/// the driver does not have is absent without a word; a refusal is told once per NIC, any other
/// failure by a diagnostic of its own.
void read_nic_settings(HostSource& source, Nic& nic, Diagnostics& diagnostics);

/// The driver's own counters, in its order; none when it has none.
std::vector<NamedCount> read_nic_statistics(HostSource& source, std::string_view name);

}  // namespace holdfast
