// The cells of the table of circumstances: to which settings each can happen, which sighting shows
// it, and what is said of it. Inside of attribution.
#pragma once

#include <string>
#include <string_view>

#include "attribution/attribute.h"

namespace holdfast {

bool is_of_nic(const Change& change);
bool is_of_nic_queues(const Change& change);  // what a driver makes anew with its channels
bool is_reset_by_rings(const Change& change);
bool is_of_cpus(const Change& change);
bool is_set_by_ethtool(const Change& change);
bool is_of_irqbalance(const Change& change);
bool is_thread_affinity(const Change& change);

/// bind, unbind, add or remove of the NIC's own device or interface, not of its queues.
bool is_device_made_anew(const Change& change, const Sighting& sighting);
bool is_channels_told(const Change& change, const Sighting& sighting);
bool is_rings_told(const Change& change, const Sighting& sighting);
/// The CPU that went was among those before; the one that came is among those now.
bool is_its_cpu(const Change& change, const Sighting& sighting);
bool is_link_told(const Change& change, const Sighting& sighting);
bool is_its_ethtool(const Change& change, const Sighting& sighting);
bool is_irqbalance_told(const Change& change, const Sighting& sighting);

std::string tell_device(const Change& change, const Sighting& sighting);
std::string tell_channels(const Change& change, const Sighting& sighting);
std::string tell_rings(const Change& change, const Sighting& sighting);
std::string tell_cpu(const Change& change, const Sighting& sighting);
std::string tell_link(const Change& change, const Sighting& sighting);
std::string tell_ethtool(const Change& change, const Sighting& sighting);
std::string tell_irqbalance(const Change& change, const Sighting& sighting);

bool is_device_file(const Sighting& caused_by, const Sighting& written);
bool is_cpu_file(const Sighting& caused_by, const Sighting& written);

}  // namespace holdfast
