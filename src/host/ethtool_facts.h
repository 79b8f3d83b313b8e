// What ethtool's answers (docs/answers.md) say of a NIC: channels, rings, coalescing, features,
// timestamping, driver, statistics. Pure. A field that is missing, or of another kind than it
// should be, is absent.
#pragma once

#include <vector>

#include "host/record.h"
#include "model/nic.h"

namespace holdfast {

Channels decode_channels(const Record& answer);
Rings decode_rings(const Record& answer);
Coalesce decode_coalesce(const Record& answer);
std::vector<Feature> decode_features(const std::vector<Record>& answer);
Timestamping decode_timestamping(const Record& answer);
std::vector<NamedCount> decode_nic_statistics(const Record& answer);
/// Sets driver, version and firmware; the PCI address only when there is none yet and the bus
/// address is one.
void decode_driver(const Record& answer, Nic& nic);

}  // namespace holdfast
