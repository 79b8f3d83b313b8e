// Choosing among sightings the one that explains a change. Inside of attribution.
#pragma once

#include <functional>
#include <span>

#include "attribution/attribute.h"

namespace holdfast {

using SightingTest = std::function<bool(const Sighting& sighting)>;

/// Of those that pass, the latest between the two readings; else the latest before them and the
/// first after them, within the window. nullptr: none.
const Sighting* find_explanation(const Change& change, std::span<const Sighting> recent,
                                 const AttributionContext& context, const SightingTest& passes);

/// Between the two readings, rather than merely near them.
bool is_between(const Change& change, const Sighting& sighting);

/// Did a watcher lose some within the window?
bool lost_some(const Change& change, std::span<const Sighting> recent,
               const AttributionContext& context);

}  // namespace holdfast
