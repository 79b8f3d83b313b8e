// attribute_all: why the changes of one reading happened, where several together tell more than
// each alone. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "attribution/attribute.h"

namespace holdfast {

/// One attribution per change, in their order. Beyond attribute(): of two or more vectors of one
/// NIC that nobody wrote and that all became `default_affinity` (what new vectors begin with,
/// KERNEL §8) in one reading, the driver took new ones. Not told when a watcher lost some, or when
/// `default_affinity` is empty: not known.
std::vector<Attribution> attribute_all(std::span<const Change> changes,
                                       std::span<const Sighting> recent,
                                       const AttributionContext& context,
                                       const std::string& default_affinity);

}  // namespace holdfast
