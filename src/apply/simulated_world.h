// A host and demands out of a seed, for the laws of apply.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/demand.h"
#include "model/host_snapshot.h"

namespace holdfast {

/// Eight CPUs, one or two interfaces with up to four queues, their vectors anywhere. Vectors of
/// queues beyond the channels are in it too: SimulatedHost needs them.
HostSnapshot simulated_world(std::uint64_t seed);
/// Demands that such a host can meet.
Demands simulated_demands(std::uint64_t seed, const HostSnapshot& world);

/// Every setting's value by its key, to compare two states of a host.
std::map<std::string, std::string> all_settings(const HostSnapshot& host);

}  // namespace holdfast
